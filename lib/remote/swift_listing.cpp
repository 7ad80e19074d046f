// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_listing.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace pcrs::remote {

namespace {

std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

store::ObjectInfo object_of(const Json& entry) {
  store::ObjectInfo info;
  info.key = entry.at("name").get<std::string>();
  info.size_bytes = entry.at("bytes").get<std::uint64_t>();
  // 2026-03-14T02:07:09.123456, in UTC without saying so
  info.modified = parse_utc(entry.at("last_modified").get<std::string>().substr(0, 19) + "Z").value_or(0);
  info.etag = unquoted(entry.value("slo_etag", entry.at("hash").get<std::string>()));
  return info;
}

}  // namespace

std::vector<store::ObjectInfo> parse_swift_listing(std::string_view json, const std::string& where) {
  const Json list = parse_json(json, where);
  std::vector<store::ObjectInfo> objects;
  try {
    for (const Json& entry : list)
      if (!entry.contains("subdir")) objects.push_back(object_of(entry));
  } catch (const Json::exception&) {
    throw_failed(where, "the server's list has an entry without name, size or date");
  }
  return objects;
}

}  // namespace pcrs::remote
