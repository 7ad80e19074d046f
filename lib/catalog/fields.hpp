// SPDX-License-Identifier: Apache-2.0
// Reading our own JSON: every fault names the file and the key.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace pcrs::catalog {

/// The value of a key that must be there, as a `T`. Throws Error (failed) naming `where` and the key.
template <typename T>
T field(const Json& json, const char* key, const std::string& where) {
  try {
    return json.at(key).get<T>();
  } catch (const Json::exception&) {
    throw_failed(where, std::string("\"") + key + "\" is missing or of the wrong type; restore this file");
  }
}

/// As field, for a key that may be absent.
template <typename T>
T field_or(const Json& json, const char* key, T otherwise, const std::string& where) {
  return json.contains(key) ? field<T>(json, key, where) : otherwise;
}

/// What `json` holds beside `known`.
Json other_keys(const Json& json, std::initializer_list<std::string_view> known);
/// Adds what a later version wrote and this one did not touch.
void add_extra(Json& json, const Json& extra);
/// Paths from old disks are not always UTF-8, and JSON can hold nothing else: `path_hex` then holds the
/// bytes.
void add_path(Json& json, const std::string& path);
std::string path_from(const Json& json, const std::string& where);
/// Throws Error (failed) when `json` is not an object of this format, or of a version after `newest`.
void check_version(const Json& json, const std::string& format, int newest, const std::string& where);

}  // namespace pcrs::catalog
