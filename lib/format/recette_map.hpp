// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "format/recette_model.hpp"

namespace pcrs::format {

/// The thumbnails of the delivery, once each, for the map and the table to use by `#tN` (N of the anchor
/// `dN`). Empty when there are more dalles than a page should carry pictures of.
std::string recette_pictures(const RecetteModel& model);
bool has_picture(const RecetteModel& model, const RecetteDalle& dalle);

/// The dallage coloured by state, as SVG: cells link to their rows, and say in words what they show.
std::string recette_map(const RecetteModel& model);

}  // namespace pcrs::format
