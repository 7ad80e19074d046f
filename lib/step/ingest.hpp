// SPDX-License-Identifier: Apache-2.0
// A contractor's delivery: walked, sorted, digested, every ortho decoded and judged, recorded, reported.
// Nothing of the delivery itself is ever changed.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "catalog/delivery.hpp"
#include "store/file.hpp"

namespace pcrs::step::ingest {

struct Options {
  std::filesystem::path chantier;
  std::optional<std::string> id;                  ///< default: the name of the first root
  std::optional<std::string> lot;                 ///< [[lots]] id, dallage file, or keys and names by commas
  std::optional<int> millesime;                   ///< that the orthos show; default: the chantier's
  std::optional<std::filesystem::path> assembly;  ///< default: the one found in the delivery
  std::vector<std::filesystem::path> roots;
  unsigned jobs = 0;
  store::WriteMode mode = store::WriteMode::real;
  bool again = false;  ///< check every ortho again, whatever is known
  /// What runs the check of one file in a child (see raster::check_ortho_in_child).
  std::vector<std::string> checker{"/proc/self/exe", "check-one"};
};

/// One result an accepted ortho (plain: its path under the root as given); `dalle` records for all orthos.
/// Throws Error: usage (chantier, lot, assembly, id, millésime), failed (no root can be read), retry (another
/// run works on this chantier's deliveries).
Summary run(const Options& options, Reporter& reporter);

struct DecideOptions {
  std::filesystem::path chantier;
  std::optional<std::string> delivery;  ///< default: the newest that holds the dalle
  catalog::Verdict verdict = catalog::Verdict::accepted;
  std::vector<std::string> dalles;  ///< keys, names or paths
  std::string reason;
  std::string who;  ///< empty: user@host
  store::WriteMode mode = store::WriteMode::real;
};

/// Adds a person's word on each dalle to the deliveries, and makes their reports anew. Throws Error (usage)
/// before anything is written when a word names no file and no finding.
Summary decide(const DecideOptions& options, Reporter& reporter);

}  // namespace pcrs::step::ingest
