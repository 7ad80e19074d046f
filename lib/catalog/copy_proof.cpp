// SPDX-License-Identifier: Apache-2.0
#include "catalog/copy_proof.hpp"

#include <algorithm>

namespace pcrs::catalog {

namespace {

// The words of an object store's put that read no byte and sent none.
constexpr std::string_view compared = "was there: SHA-256 of its metadata and ETag compared";

std::string text_of(const Copy& copy, const char* key) {
  if (!copy.extra.is_object()) return {};
  const auto found = copy.extra.find(key);
  return found != copy.extra.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void set(Copy& copy, const char* key, const std::string& value) {
  if (!copy.extra.is_object()) copy.extra = Json::object();
  copy.extra[key] = value;
}

}  // namespace

std::string read_at(const Copy& copy) {
  return copy.verified_how == compared ? std::string() : copy.verified_at;
}

std::string inventoried_at(const Copy& copy) {
  return std::max(text_of(copy, "inventoried_at"), copy.verified_at);
}

std::optional<Damage> damage_of(const Copy& copy) {
  const std::string at = text_of(copy, "damaged_at");
  if (at.empty()) return std::nullopt;
  return Damage{at, text_of(copy, "damaged_how"), text_of(copy, "damaged_by")};
}

void set_inventoried(Copy& copy, const std::string& at) {
  set(copy, "inventoried_at", at);
}

void set_read(Copy& copy, const std::string& at, const std::string& how) {
  copy.verified_at = at;
  copy.verified_how = how;
  clear_damage(copy);
}

void mark_damaged(Copy& copy, const Damage& damage) {
  set(copy, "damaged_at", damage.at);
  set(copy, "damaged_how", damage.how);
  set(copy, "damaged_by", damage.by);
}

void clear_damage(Copy& copy) {
  if (!copy.extra.is_object()) return;
  for (const char* key : {"damaged_at", "damaged_how", "damaged_by"}) copy.extra.erase(key);
}

}  // namespace pcrs::catalog
