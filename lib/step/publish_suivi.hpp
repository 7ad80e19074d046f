// SPDX-License-Identifier: Apache-2.0
// What the national follow-up of PCRS projects is told of a chantier.
#pragma once
#include <filesystem>

#include "base/report.hpp"
#include "chantier/chantier.hpp"
#include "store/file.hpp"

namespace pcrs::step {

struct SuiviOptions {
  std::filesystem::path output;  ///< folder
  store::WriteMode mode = store::WriteMode::real;
};

/// Writes `projet.json`, `livrables.geojson` and `dalles.geojson` for the chantier's millésime. Results:
/// their paths, those that already say the same apart. Throws Error: usage without a section [suivi], retry
/// when the hot tier or the catalog is away.
Summary write_suivi(const chantier::Chantier& chantier, const SuiviOptions& options, Reporter& reporter);

}  // namespace pcrs::step
