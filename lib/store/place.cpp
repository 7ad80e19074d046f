// SPDX-License-Identifier: Apache-2.0
#include "store/place.hpp"

#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "store/digest.hpp"

namespace pcrs::store {

std::string key_fault(std::string_view key) {
  if (key.empty()) return "is empty";
  if (key.find('\0') != std::string_view::npos) return "holds a NUL";
  for (const std::string& part : split(key, '/')) {
    if (part.empty()) return "holds an empty part (// or a slash at an end)";
    if (part == "." || part == "..") return "holds the part " + part;
    if (is_temporary_name(part)) return "is called like a temporary";
  }
  return {};
}

bool Place::is_empty(const std::string& prefix) {
  bool empty = true;
  list(prefix, [&](const ObjectInfo&) { empty = false; });
  return empty;
}

bool reads_as(Place& place, const std::string& key, const std::string& sha256) {
  try {
    return sha256_source(*place.open(key)) == sha256;
  } catch (const Denied&) {
    throw;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::retry || interrupt::signal_number() != 0) throw;
    return false;
  }
}

}  // namespace pcrs::store
