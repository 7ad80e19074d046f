// SPDX-License-Identifier: Apache-2.0
#include "serve/conditions.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.hpp"
#include "store/digest.hpp"

namespace pcrs::serve {

namespace {

constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Weak tags match for If-None-Match, never for If-Match (and If-Range).
bool lists_tag(std::string_view list, const std::string& etag, bool weak_too) {
  if (trim(list) == "*") return true;
  while (!list.empty()) {
    std::string_view tag = trim(list.substr(0, list.find(',')));
    list.remove_prefix(
        std::min(list.find(',') == std::string_view::npos ? list.size() : list.find(',') + 1, list.size()));
    if (weak_too && tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

bool is_newer_than(const Representation& what, std::string_view date) {
  const auto limit = parse_http_date(date);
  return !limit || what.modified == 0 || what.modified > *limit;
}

// 304, 412, or nothing when the request is to be answered.
std::optional<int> unmet(const Request& request, const Representation& what) {
  if (const auto wanted = request.header("if-match")) {
    if (!lists_tag(*wanted, what.etag, false)) return 412;
  } else if (const auto since = request.header("if-unmodified-since")) {
    // Of what has no date the condition means nothing (RFC 9110, 13.1.4).
    if (what.modified != 0 && parse_http_date(*since) && is_newer_than(what, *since)) return 412;
  }
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  if (const auto known = request.header("if-none-match"))
    return lists_tag(*known, what.etag, true) ? std::optional(304) : std::nullopt;
  if (const auto since = request.header("if-modified-since"))
    if (!is_newer_than(what, *since)) return 304;
  return std::nullopt;
}

// A download is resumed only when it is still of the same bytes.
bool range_still_holds(const Request& request, const Representation& what) {
  const auto condition = request.header("if-range");
  if (!condition) return true;
  if (condition->starts_with('"')) return *condition == what.etag;
  const auto date = parse_http_date(*condition);
  return date && *date == what.modified;
}

std::string etag_of(const Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "ETag") return value;
  return "";
}

Selection whole(const Representation& what) {
  return {200, {0, what.size_bytes}};
}

// `bytes=0-99`, `bytes=100-`, `bytes=-5`. What is no range of bytes is ignored, as the RFC says.
Selection select_range(std::string_view text, const Representation& what) {
  if (!starts_with_nocase(text, "bytes=")) return whole(what);
  text = trim(text.substr(6));
  const auto dash = text.find('-');
  if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) return whole(what);
  const std::string_view from = trim(text.substr(0, dash)), to = trim(text.substr(dash + 1));
  const auto first = to_number<std::uint64_t>(from), last = to_number<std::uint64_t>(to);
  if ((!first && !from.empty()) || (!last && !to.empty()) || (from.empty() && to.empty())) return whole(what);
  if (from.empty()) {
    const std::uint64_t size = std::min(*last, what.size_bytes);
    return size == 0 ? Selection{416, {}} : Selection{206, {what.size_bytes - size, size}};
  }
  if (last && *last < *first) return whole(what);
  if (*first >= what.size_bytes) return {416, {}};
  const std::uint64_t end = last ? std::min(*last, what.size_bytes - 1) : what.size_bytes - 1;
  return {206, {*first, end - *first + 1}};
}

}  // namespace

Selection select(const Request& request, const Representation& what) {
  if (const auto status = unmet(request, what)) return {*status, {}};
  const auto range = request.header("range");
  if (!range || request.method != "GET" || !range_still_holds(request, what)) return whole(what);
  return select_range(*range, what);
}

std::string http_date(UnixTime time) {
  const std::time_t seconds = time;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + padded_text(parts.tm_mday, 2) +
         " " + months[static_cast<std::size_t>(parts.tm_mon)] + " " + padded_text(parts.tm_year + 1900, 4) +
         " " + padded_text(parts.tm_hour, 2) + ":" + padded_text(parts.tm_min, 2) + ":" +
         padded_text(parts.tm_sec, 2) + " GMT";
}

std::optional<UnixTime> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  const std::string iso = std::string(text.substr(12, 4)) + "-" + padded_text(month - months.begin() + 1, 2) +
                          "-" + std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z";
  const auto time = parse_utc(iso);
  return time && http_date(*time) == text ? time : std::nullopt;
}

Response response_of(const Selection& selection, const Representation& what) {
  if (selection.status == 412) return problem(412, "it has changed since");
  if (selection.status == 416) {
    Response response = problem(416, "there are " + std::to_string(what.size_bytes) + " bytes");
    response.set("Content-Range", "bytes */" + std::to_string(what.size_bytes));
    return response;
  }
  Response response;
  response.status = selection.status;
  response.headers.reserve(12);
  response.set("ETag", what.etag);
  if (what.modified != 0) response.set("Last-Modified", http_date(what.modified));
  response.set("Accept-Ranges", "bytes");
  if (selection.status == 206)
    response.set("Content-Range", "bytes " + std::to_string(selection.range.first) + "-" +
                                      std::to_string(selection.range.first + selection.range.size_bytes - 1) +
                                      "/" + std::to_string(what.size_bytes));
  return response;
}

Response conditional(const Request& request, Response whole) {
  if (whole.status != 200) return whole;
  const std::string bytes = std::move(std::get<std::string>(whole.body));
  std::string etag = etag_of(whole);
  if (etag.empty()) etag = "\"" + store::sha256_text(bytes).substr(0, 32) + "\"";
  const Representation what{bytes.size(), etag, 0};
  const Selection selection = select(request, what);
  Response response = response_of(selection, what);
  if (selection.status < 300) response.body = bytes.substr(selection.range.first, selection.range.size_bytes);
  if (selection.status < 400)
    for (auto& [name, value] : whole.headers) response.set(name, std::move(value));
  response.dalle = std::move(whole.dalle);
  return response;
}

}  // namespace pcrs::serve
