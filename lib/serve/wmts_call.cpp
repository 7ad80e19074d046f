// SPDX-License-Identifier: Apache-2.0
#include "serve/wmts_call.hpp"

#include <array>

#include "base/text.hpp"

namespace pcrs::serve {

namespace {

using raster::TileFormat;

struct Type {
  std::string_view type, ending;
};
constexpr std::array<Type, 3> tile_types{
    {{"image/jpeg", "jpg"}, {"image/png", "png"}, {"image/webp", "webp"}}};
constexpr std::array<Type, 3> info_types{
    {{"application/json", "json"}, {"text/html", "html"}, {"text/plain", "txt"}}};

// The place of a type or an ending in a table, or its size.
std::size_t place_of(const std::array<Type, 3>& table, std::string_view wanted) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].type == wanted || table[i].ending == wanted) return i;
  return table.size();
}

WmtsFault invalid(const std::string& name, const std::string& value) {
  return {400, "InvalidParameterValue", name, name + " is \"" + value + "\""};
}

// Reads the pairs of one request; the first fault stays.
class Pairs {
 public:
  explicit Pairs(const Request& request) : m_request(request) {}
  std::string text(const char* name) {
    const auto value = m_request.parameter(name);
    if (!value || value->empty()) {
      fail({400, "MissingParameterValue", name, std::string(name) + " is missing"});
      return "";
    }
    return std::string(*value);
  }
  std::int64_t number(const char* name) {
    const std::string value = text(name);
    const auto number = to_number<std::int64_t>(value);
    if (!number) fail(invalid(name, value));
    return number.value_or(0);
  }
  std::size_t type(const char* name, const std::array<Type, 3>& table) {
    const std::string value = text(name);
    const std::size_t place = place_of(table, value);
    if (place == table.size()) fail(invalid(name, value));
    return place;
  }
  // There is one; clients that know of none leave it empty.
  void style() {
    const std::string_view value = m_request.parameter("Style").value_or("");
    if (!value.empty() && value != "normal" && value != "default") fail(invalid("Style", std::string(value)));
  }
  void fail(WmtsFault fault) {
    if (m_fault.code.empty()) m_fault = std::move(fault);
  }
  const WmtsFault& fault() const { return m_fault; }

 private:
  const Request& m_request;
  WmtsFault m_fault;
};

WmtsCall tile_of_pairs(Pairs& pairs, bool info) {
  WmtsTileCall call;
  call.layer = pairs.text("Layer");
  pairs.style();
  call.matrix_set = pairs.text("TileMatrixSet");
  call.matrix = pairs.text("TileMatrix");
  call.row = pairs.number("TileRow");
  call.column = pairs.number("TileCol");
  const std::size_t format = pairs.type("Format", tile_types);
  if (format < tile_types.size()) call.format = static_cast<TileFormat>(format);
  call.info = info;
  if (info) {
    call.i = pairs.number("I");
    call.j = pairs.number("J");
    const std::size_t type = pairs.type("InfoFormat", info_types);
    if (type < info_types.size()) call.info_type = info_types[type].type;
  }
  if (!pairs.fault().code.empty()) return pairs.fault();
  return call;
}

WmtsCall parse_pairs(const Request& request) {
  Pairs pairs(request);
  const std::string service = pairs.text("Service"), operation = pairs.text("Request");
  if (!pairs.fault().code.empty()) return pairs.fault();
  if (lower_ascii(service) != "wmts") return invalid("Service", service);
  if (operation == "GetCapabilities") return WmtsCapabilitiesCall{};
  if (const auto version = request.parameter("Version"); version && *version != "1.0.0")
    return invalid("Version", std::string(*version));
  if (operation == "GetTile" || operation == "GetFeatureInfo")
    return tile_of_pairs(pairs, operation == "GetFeatureInfo");
  return WmtsFault{501, "OperationNotSupported", operation, "there is no operation \"" + operation + "\""};
}

WmtsFault not_found() {
  return {404, "InvalidParameterValue", "", "nothing has this address; see 1.0.0/WMTSCapabilities.xml"};
}

// `NAME.ENDING` → both, or two empty texts.
std::pair<std::string, std::string> cut_ending(const std::string& text) {
  const auto point = text.rfind('.');
  if (point == std::string::npos) return {};
  return {text.substr(0, point), text.substr(point + 1)};
}

// ["", "wmts", "1.0.0", layer, style, set, matrix, row, "col.jpg"], or with `col`, `j`, `i.json` at the end.
WmtsCall parse_path(const std::vector<std::string>& parts) {
  const bool info = parts.size() == 11;
  if ((parts.size() != 9 && !info) || parts[4] != "normal") return not_found();
  WmtsTileCall call;
  call.layer = parts[3];
  call.matrix_set = parts[5];
  call.matrix = parts[6];
  const auto [last, ending] = cut_ending(parts.back());
  const auto row = to_number<std::int64_t>(parts[7]),
             column = to_number<std::int64_t>(info ? parts[8] : last);
  const std::size_t type = place_of(info ? info_types : tile_types, ending);
  const auto i = to_number<std::int64_t>(info ? last : "0"),
             j = to_number<std::int64_t>(info ? parts[9] : "0");
  if (!row || !column || !i || !j || type == tile_types.size()) return not_found();
  call.row = *row;
  call.column = *column;
  call.info = info;
  call.i = *i;
  call.j = *j;
  if (info) {
    call.info_type = info_types[type].type;
  } else {
    call.format = static_cast<TileFormat>(type);
  }
  return call;
}

}  // namespace

WmtsCall parse_wmts(const Request& request) {
  if (request.path == "/wmts" || request.path == "/wmts/") return parse_pairs(request);
  const auto parts = split(request.path, '/');
  if (parts.size() < 4 || parts[2] != "1.0.0") return not_found();
  if (parts.size() == 4 && parts[3] == "WMTSCapabilities.xml") return WmtsCapabilitiesCall{};
  return parse_path(parts);
}

}  // namespace pcrs::serve
