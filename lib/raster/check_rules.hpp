// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/rule.hpp"

namespace pcrs::raster {

/// Every rule that check_ortho applies, in the order of the manual page.
std::span<const Rule> check_rules();
/// The rule of that id. Throws Error (usage) when there is none.
const Rule& check_rule(std::string_view id);
/// The chantier's number for a rule, else its default.
double tolerance_of(std::string_view id, const std::map<std::string, double>& tolerances);

}  // namespace pcrs::raster
