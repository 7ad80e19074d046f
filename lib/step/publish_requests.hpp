// SPDX-License-Identifier: Apache-2.0
// What people asked for through the API: listed, granted, refused by a person.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct RequestOptions {
  std::string action;            ///< list | grant | refuse
  std::vector<std::string> ids;  ///< of grant and refuse
  std::string why;               ///< told to who asked, kept in the journal; refuse needs it
  std::optional<int> days;       ///< that what is granted stays; default: requests.days of the chantier
  bool dry_run = false;
};

/// grant restores each file from the cheapest place that has a sound copy, says before what is billed, and
/// gives it to the site when all are there; what was begun is gone on with. Results: list, a line a request;
/// grant and refuse, the ids. Findings: `request.closed`, `request.withdrawn`, `request.busy`,
/// `copy.damaged`, `copy.missing`, `copy.none`, `place.offline`. Throws Error: usage on what is asked wrongly
/// (nothing is then changed), retry, failed.
Summary requests(const chantier::Chantier& chantier, const RequestOptions& options, Reporter& reporter);

}  // namespace pcrs::step
