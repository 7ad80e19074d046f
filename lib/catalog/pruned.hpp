// SPDX-License-Identifier: Apache-2.0
// Copies that were removed on purpose, in the key `pruned` of Product::extra: FORMAT.md says it. A copy moves
// there before its object goes, so that no record ever claims one that is gone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/record.hpp"

namespace pcrs::catalog {

struct Pruned {
  Copy copy;          ///< as the record had it
  std::string begun;  ///< UTC
  std::string at;     ///< UTC, when the object was gone; empty: a run that was killed may have left it
  std::string why;
};

std::vector<Pruned> pruned_of(const Product& product);
/// Of one place; nothing when its copy was not pruned.
std::optional<Pruned> pruned_in(const Product& product, const std::string& place);
/// Moves the copy of a place among the pruned ones.
void begin_pruning(Product& product, const std::string& place, const std::string& begun,
                   const std::string& why);
void end_pruning(Product& product, const std::string& place, const std::string& at);
/// The copy is one as before: its object stayed.
void undo_pruning(Product& product, const std::string& place);
/// `pruned on 2026-11-26T…: superseded …`, for people.
std::string words(const Pruned& pruned);

}  // namespace pcrs::catalog
