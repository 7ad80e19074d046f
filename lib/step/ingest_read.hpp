// SPDX-License-Identifier: Apache-2.0
// Digests every file and checks every ortho, each read once, in parallel; what is known already is not read.
#pragma once
#include <string>
#include <vector>

#include "step/ingest.hpp"
#include "step/ingest_judge.hpp"

namespace pcrs::step::ingest {

struct ReadResult {
  std::vector<Seen> seen;               ///< one a file of the inventory
  std::vector<std::string> identities;  ///< of the same, for the store
  std::uint64_t read = 0, skipped = 0, bytes = 0;
};

struct Reading {
  const chantier::Chantier& chantier;
  const Territory& territory;
  const RoleSorter& sorter;
  const Inventory& inventory;
  const std::vector<Role>& roles;
  const Claims& claims;
  const std::string& delivery;
};

/// What is learned goes into `store` at once. A file that cannot be read has its `trouble`. Throws Error
/// (failed) with the shortfall when the catalog or the report's folder has no room for what will be learned.
ReadResult read_all(const Reading& reading, const Options& options, CheckStore& store, Reporter& reporter);

}  // namespace pcrs::step::ingest
