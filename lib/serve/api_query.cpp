// SPDX-License-Identifier: Apache-2.0
#include "serve/api_query.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/json_depth.hpp"
#include "base/text.hpp"
#include "format/stac.hpp"

namespace pcrs::serve {

namespace {

constexpr std::size_t most_ids = 1000;
const grid::AskedCrs degrees{"EPSG:4326", false};

std::vector<double> numbers_of(const std::string& text, const std::string& where) {
  std::vector<double> numbers;
  for (const std::string& word : split(text, ',')) {
    const auto number = to_number<double>(trim(word));
    if (!number || !std::isfinite(*number) || numbers.size() == 6)
      throw_usage(where, "is \"" + one_line(text.substr(0, 80)) + "\"; expected west,south,east,north");
    numbers.push_back(*number);
  }
  return numbers;
}

// With heights (six numbers) they are left out: dalles have none.
std::optional<grid::Region> box_of(const ApiCall& call) {
  const auto text = call.value("bbox");
  if (!text) return std::nullopt;
  auto numbers = numbers_of(*text, "bbox");
  if (numbers.size() == 6) numbers = {numbers[0], numbers[1], numbers[3], numbers[4]};
  if (numbers.size() != 4) throw_usage("bbox", "has not four numbers; expected west,south,east,north");
  return grid::Region::of_box({numbers[0], numbers[1], numbers[2], numbers[3]},
                              crs_parameter(call, "bbox-crs").value_or(degrees), call.index->site().grid.crs,
                              call.index->bounds(), "bbox");
}

std::optional<grid::Region> place_of(const ApiCall& call) {
  std::vector<std::optional<grid::Region>> places;
  places.push_back(box_of(call));
  places.push_back(polygon_of(call, degrees));
  if (const auto text = call.value("intersects"))
    places.push_back(grid::Region::of_text(*text, degrees, call.index->site().grid.crs, call.index->bounds(),
                                           "intersects"));
  if (const auto text = call.value("commune")) places.push_back(call.api.communes.find(*text));
  std::erase_if(places, [](const auto& place) { return !place; });
  if (places.size() > 1)
    throw_usage("bbox", "stands beside another place; give one of bbox, polygon, intersects and commune");
  if (places.empty()) return std::nullopt;
  return std::move(places.front());
}

std::vector<int> years_of(const std::string& text) {
  std::vector<int> years;
  for (const std::string& word : split(text, ',')) {
    const auto year = to_number<int>(trim(word));
    if (!year || *year < 1900 || *year > 2999)
      throw_usage("millesime", "is \"" + one_line(text.substr(0, 40)) + "\"; expected years such as 2025");
    years.push_back(*year);
  }
  return years;
}

// RFC 3339 as far as anyone writes it: seconds may have fractions, the zone may be an offset.
std::optional<UnixTime> time_of(std::string_view text, bool end_of_day) {
  if (text.size() == 10) {
    const auto day = parse_utc(text);
    return day && end_of_day ? std::optional(*day + 86'399) : day;
  }
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  std::size_t at = 19;
  if (text[at] == '.')
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9';) ++at;
  const std::string_view zone = text.substr(at);
  const auto time = parse_utc(std::string(text.substr(0, 10)) + "T" + std::string(text.substr(11, 8)) + "Z");
  if (zone == "Z" || zone == "z" || !time) return time;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = to_number<int>(zone.substr(1, 2)), minutes = to_number<int>(zone.substr(4, 2));
  if (!hours || !minutes) return std::nullopt;
  const UnixTime offset = *hours * 3600 + *minutes * 60;
  return zone[0] == '+' ? *time - offset : *time + offset;
}

std::pair<UnixTime, UnixTime> dates_of(const std::string& text) {
  constexpr UnixTime ever = 1LL << 40;
  const auto slash = text.find('/');
  const std::string from = text.substr(0, slash), to = slash == text.npos ? from : text.substr(slash + 1);
  const auto is_open = [&](const std::string& end) {
    return slash != text.npos && (end.empty() || end == "..");
  };
  const auto start = is_open(from) ? std::optional(-ever) : time_of(from, false);
  const auto end = is_open(to) ? std::optional(ever) : time_of(to, true);
  if (!start || !end || *start > *end)
    throw_usage("datetime",
                "is \"" + one_line(text.substr(0, 60)) +
                    "\"; expected 2025-06-14, 2025-06-14T12:00:00Z, or two of them with / between "
                    "(.. where one is open)");
  return {*start, *end};
}

// STAC's collections are the millésimes; one that does not exist matches nothing.
void add_collections(const ApiCall& call, const std::string& text, Wanted& wanted) {
  std::vector<int> years{-1};
  for (const std::string& word : split(text, ','))
    for (const int year : call.index->millesimes()) {
      const bool asked =
          wanted.millesimes.empty() ||
          std::find(wanted.millesimes.begin(), wanted.millesimes.end(), year) != wanted.millesimes.end();
      if (asked && word == call.index->site().id + "-" + std::to_string(year)) years.push_back(year);
    }
  wanted.millesimes = years;
}

std::string text_of(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return json_line(value);
  std::string text;
  for (const Json& part : value) {
    if (part.is_structured()) throw_usage(name, "holds a list or an object; expected texts or numbers");
    text += (text.empty() ? "" : ",") + (part.is_string() ? part.get<std::string>() : json_line(part));
  }
  return text;
}

std::optional<std::size_t> count_of(const ApiCall& call, const std::string& name) {
  const auto text = call.value(name);
  if (!text) return std::nullopt;
  const auto number = to_number<std::uint32_t>(*text);
  if (!number) throw_usage(name, "is \"" + one_line(text->substr(0, 40)) + "\"; expected a whole number");
  return *number;
}

}  // namespace

std::optional<grid::AskedCrs> crs_parameter(const ApiCall& call, const std::string& name) {
  const auto text = call.value(name);
  if (!text) return std::nullopt;
  auto crs = grid::asked_crs(*text, call.index->site().grid.crs);
  if (!crs)
    throw_usage(name, "is \"" + one_line(text->substr(0, 80)) + "\"; expected " +
                          call.index->site().grid.crs + ", EPSG:3942 to EPSG:3950, EPSG:3857 or EPSG:4326");
  return crs;
}

std::optional<grid::Region> polygon_of(const ApiCall& call, const grid::AskedCrs& fallback) {
  const auto text = call.value("polygon");
  if (!text) return std::nullopt;
  return grid::Region::of_text(*text, crs_parameter(call, "polygon-crs").value_or(fallback),
                               call.index->site().grid.crs, call.index->bounds(), "polygon");
}

std::vector<int> millesimes_of(const ApiCall& call) {
  const auto years = call.value("millesime");
  return years ? years_of(*years) : std::vector<int>();
}

Wanted wanted_of(const ApiCall& call) {
  Wanted wanted;
  wanted.region = place_of(call);
  wanted.millesimes = millesimes_of(call);
  if (const auto dates = call.value("datetime")) wanted.dates = dates_of(*dates);
  if (const auto collections = call.value("collections")) add_collections(call, *collections, wanted);
  if (const auto ids = call.value("ids")) {
    wanted.ids = split(*ids, ',');
    if (wanted.ids.size() > most_ids)
      throw_usage("ids", "names more than " + std::to_string(most_ids) + " dalles; ask in several calls");
  }
  return wanted;
}

Page page_of(const ApiCall& call) {
  Page page;
  page.limit = count_of(call, "limit").value_or(page.limit);
  if (page.limit == 0) throw_usage("limit", "is 0; expected 1 or more");
  page.limit = std::min(page.limit, most_items);
  page.offset = count_of(call, "offset").value_or(0);
  return page;
}

Fields with_offset(const Fields& fields, std::size_t offset) {
  Fields changed;
  for (const auto& field : fields)
    if (lower_ascii(field.first) != "offset") changed.push_back(field);
  if (offset > 0) changed.emplace_back("offset", std::to_string(offset));
  return changed;
}

Fields fields_of_json(const std::string& body) {
  constexpr std::size_t deepest = 32;  // a GeoJSON collection of features stands at 8
  if (json_depth(body) > deepest) throw_usage("body", "nests its brackets too deep");
  Json json;
  try {
    json = parse_json(body, "body");
  } catch (const Error&) {
    throw_usage("body", "is no JSON");
  }
  if (!json.is_object())
    throw_usage("body", "is no JSON object; expected one with the parameters as its keys");
  Fields fields;
  for (const auto& [name, value] : json.items())
    if (!value.is_null()) fields.emplace_back(name, text_of(name, value));
  return fields;
}

}  // namespace pcrs::serve
