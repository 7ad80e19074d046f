// SPDX-License-Identifier: Apache-2.0
// What the delivered lists of checksums claim, and whether it is so.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "step/ingest_digest.hpp"
#include "step/ingest_manifest.hpp"
#include "step/ingest_roles.hpp"
#include "step/ingest_roots.hpp"

namespace pcrs::step::ingest {

struct Claim {
  std::string list;  ///< the list as findings name it
  ManifestEntry entry;
};

struct Claims {
  std::vector<std::vector<Claim>> of_file;  ///< one a file of the inventory
  std::vector<Finding> findings;            ///< about the lists themselves, and listed files that are missing
  bool any_list = false;
  /// The digests that a file must be read for.
  std::set<store::DigestKind> kinds_of(std::size_t file) const;
};

/// Reads every list of the delivery and finds the files that it means. Memory: the lists' own size.
Claims read_claims(const Inventory& inventory, const std::vector<Role>& roles);

/// Files that differ from what a list says (manifest.mismatch), and those that no list names (manifest.extra,
/// one finding a folder). `digests`: one a file, empty where it could not be read.
std::vector<Finding> verify_claims(const Inventory& inventory, const std::vector<Role>& roles,
                                   const Claims& claims, const std::vector<Digests>& digests);

}  // namespace pcrs::step::ingest
