// SPDX-License-Identifier: Apache-2.0
// A delivery to IGN's Géoplateforme, ready for its delivery program: `OUTPUT/PCRS_descriptor.jsonc`,
// `OUTPUT/NAME/` with the published COGs, `OUTPUT/NAME.md5` as that program wants it, `OUTPUT/SHA256SUMS`.
#pragma once
#include <filesystem>

#include "base/report.hpp"
#include "chantier/chantier.hpp"
#include "store/file.hpp"

namespace pcrs::step {

struct GeoplateformeOptions {
  std::filesystem::path output;
  int version = 0;  ///< 0: the first delivery; else an update, which holds what no earlier one did
  store::WriteMode mode = store::WriteMode::real;
  unsigned jobs = 0;
};

/// Every dalle is read once and compared with its record; the descriptor comes last, and only when all are
/// sound. The hand-over is recorded in the catalog (`geoplateforme/NAME.json`, FORMAT.md) and the journal. A
/// run that was stopped goes on where it was. Results: the descriptor. Throws Error: usage without a section
/// [geoplateforme] or without the owner's agreement in it.
Summary prepare_geoplateforme(const chantier::Chantier& chantier, const GeoplateformeOptions& options,
                              Reporter& reporter);

}  // namespace pcrs::step
