// SPDX-License-Identifier: Apache-2.0
#include "catalog/fields.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pcrs::catalog {

namespace {

std::string text_of_hex(std::string_view hex, const std::string& where) {
  std::string text;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    if (error != std::errc{} || end != hex.data() + i + 2)
      throw_failed(where, "\"path_hex\" is not hexadecimal; restore this file");
    text += static_cast<char>(byte);
  }
  return text;
}

}  // namespace

Json other_keys(const Json& json, std::initializer_list<std::string_view> known) {
  Json extra;
  for (const auto& [key, value] : json.items())
    if (std::find(known.begin(), known.end(), key) == known.end()) extra[key] = value;
  return extra;
}

void add_extra(Json& json, const Json& extra) {
  if (extra.is_object()) json.update(extra);
}

void check_version(const Json& json, const std::string& format, int newest, const std::string& where) {
  if (!json.is_object() || field_or<std::string>(json, "format", "", where) != format)
    throw_failed(where, "is not a " + format + " file; restore it from a backup");
  const int version = field<int>(json, "version", where);
  if (version > newest)
    throw_failed(where, "was written by a later pcrs-dalles (" + format + " version " +
                            std::to_string(version) + ", this one reads up to " + std::to_string(newest) +
                            "): upgrade this machine");
}

void add_path(Json& json, const std::string& path) {
  json["path"] = path;
  if (!is_utf8(path)) json["path_hex"] = hex_text(path);
}

std::string path_from(const Json& json, const std::string& where) {
  if (json.contains("path_hex")) return text_of_hex(field<std::string>(json, "path_hex", where), where);
  return field<std::string>(json, "path", where);
}

}  // namespace pcrs::catalog
