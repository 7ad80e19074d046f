// SPDX-License-Identifier: Apache-2.0
// The descriptor of a RASTER delivery to IGN's Géoplateforme, as its delivery program reads it.
#pragma once
#include <string>

#include "chantier/suivi.hpp"

namespace pcrs::format {

/// `PCRS_descriptor.jsonc`: one dataset whose data lies in the folder `name` beside it. `version` is 0 for
/// the first delivery of a datasheet, 2 and more for an update of it.
std::string geoplateforme_descriptor(const chantier::Geoplateforme& terms, const std::string& name,
                                     const std::string& crs, int version);

}  // namespace pcrs::format
