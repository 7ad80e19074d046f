// SPDX-License-Identifier: Apache-2.0
// What is known of a copy since it was made, in keys of Copy::extra: FORMAT.md says them.
#pragma once
#include <optional>
#include <string>

#include "catalog/record.hpp"

namespace pcrs::catalog {

/// Something was wrong with a copy when it was looked at or read last.
struct Damage {
  std::string at;  ///< UTC
  std::string how;
  std::string by;  ///< `inventory`: by presence, size or ETag; `read`: by its bytes
};

/// When its bytes were last proven; empty when they never were, as of an object that was found without a
/// record.
std::string read_at(const Copy& copy);
/// When presence, size and ETag were last compared; reading does that too. Empty: never.
std::string inventoried_at(const Copy& copy);
std::optional<Damage> damage_of(const Copy& copy);

void set_inventoried(Copy& copy, const std::string& at);
void set_read(Copy& copy, const std::string& at, const std::string& how);
void mark_damaged(Copy& copy, const Damage& damage);
void clear_damage(Copy& copy);

}  // namespace pcrs::catalog
