// SPDX-License-Identifier: Apache-2.0
// The national follow-up of PCRS projects (pcrs.beta.gouv.fr): the record of a project, as its editor takes
// it, and the export of its deliverables. Nothing stands there that neither the chantier nor the dalles say.
#pragma once
#include <string>

#include "chantier/suivi.hpp"
#include "format/site.hpp"

namespace pcrs::format {

/// What is told of the project beside its dalles.
struct Project {
  const Site& site;
  const chantier::Suivi& suivi;
  int millesime = 0;
  std::uint64_t expected_dalles = 0;  ///< of the dallage
  std::string id;                     ///< that the portal gave the project; empty when there is none yet
};

/// Keys in the order of the portal: nom, regime, nature, livrables, acteurs, perimetres, etapes, subventions.
/// `avancement` is the share of the dallage that is published, in percent, rounded down to a tenth.
Json project_record(const Project& project);

/// One feature, the ortho, or none while nothing is published. `today` (YYYY-MM-DD) says which step of the
/// project is under way.
Json livrables_geojson(const Project& project, const std::string& today);

}  // namespace pcrs::format
