// SPDX-License-Identifier: Apache-2.0
#include "catalog/fields.hpp"

#include <algorithm>

namespace pcrs::catalog {

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

}  // namespace pcrs::catalog
