// SPDX-License-Identifier: Apache-2.0
// The rules of a delivery as a whole; those of one file are raster::check_rules().
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/rule.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step::ingest {

/// Every rule that pcrs-ingest applies: those of the delivery, then those of one file.
const std::vector<Rule>& all_rules();
/// The chantier's number for a rule of the delivery, else its default.
double tolerance_of(std::string_view id, const std::map<std::string, double>& tolerances);
/// Throws Error (usage) naming file and line when [tolerances] holds an id that no rule with a number has.
void check_tolerances(const chantier::Chantier& chantier);

}  // namespace pcrs::step::ingest
