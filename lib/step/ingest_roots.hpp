// SPDX-License-Identifier: Apache-2.0
// The roots of a delivery over its runs: disks come one by one, are unplugged, and are mounted elsewhere.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "catalog/delivery.hpp"
#include "step/ingest_walk.hpp"

namespace pcrs::step::ingest {

/// The id that a folder's name gives: lower case, accents taken away, `-` for all else. Empty if nothing is
/// left.
std::string slug_of(const std::filesystem::path& root);
/// The id of the delivery: `id` if given, else from the first root. Throws Error (usage).
std::string delivery_id(const std::optional<std::string>& id,
                        const std::vector<std::filesystem::path>& roots);

struct Root {
  std::filesystem::path path;  ///< absolute
  std::string shown;           ///< as the user gave it, for results
  bool given = true;           ///< named by this run
};

/// The recorded roots in their order, then new ones. A recorded root that is gone is taken to be the new root
/// of the same folder name. Throws Error (usage) when a delivery of that id came from other roots and no id
/// was given: two disks often have folders of one name.
std::vector<Root> merge_roots(const std::vector<std::filesystem::path>& given,
                              const std::optional<catalog::Delivery>& previous, bool id_given);

/// The files of a delivery as they are, or as an earlier run saw them where a root cannot be read now.
struct Inventory {
  std::vector<Root> roots;
  std::vector<WalkedFile> files;
  std::vector<bool> offline;       ///< one a root
  std::vector<std::string> names;  ///< one a file: how findings name it (see catalog/delivery.hpp)
  std::vector<Finding> findings;
  std::uint64_t litter = 0;
  std::filesystem::path location(const WalkedFile& file) const { return roots[file.root].path / file.path; }
};
/// Throws Error (failed) when no root at all can be read.
Inventory take_inventory(std::vector<Root> roots, const std::optional<catalog::Delivery>& previous);

}  // namespace pcrs::step::ingest
