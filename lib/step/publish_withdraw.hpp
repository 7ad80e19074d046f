// SPDX-License-Identifier: Apache-2.0
// Taking a published dalle off the site: an order to blur, a fault of licence.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct WithdrawOptions {
  std::vector<std::string> dalles;  ///< keys or names
  std::optional<int> millesime;     ///< default: the chantier's
  std::string why;                  ///< kept in the journal
  bool undo = false;                ///< a withdrawal was a mistake: publish again
  bool dry_run = false;
  unsigned jobs = 0;
};

/// Marks the records, removes the files of every revision at once, then brings the site (listing, index,
/// mosaic) up to date. Copies in the other tiers stay. Results: the dalles. Findings: `dalle.unknown`,
/// `dalle.busy`. Throws Error: usage for a word that is no dalle, retry when another publication runs: the
/// files are off all the same, the index follows with the next publication.
Summary withdraw(const chantier::Chantier& chantier, const WithdrawOptions& options, Reporter& reporter);

}  // namespace pcrs::step
