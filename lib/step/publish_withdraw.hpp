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

/// Marks the records, tells the service, removes the files that show the dalles (every revision, mosaic) at
/// once; then makes mosaic and index of what is left, then brings the rest of the site up to date. Copies in
/// the other tiers stay. Results: the dalles. Findings: `dalle.unknown`, `dalle.busy`, those of a
/// publication, and `withdraw.unfinished` for what failed after the marking: the rest is done all the same.
/// Throws Error: usage for a word that is no dalle, failed when a record cannot be marked.
Summary withdraw(const chantier::Chantier& chantier, const WithdrawOptions& options, Reporter& reporter);

}  // namespace pcrs::step
