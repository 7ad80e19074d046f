// SPDX-License-Identifier: Apache-2.0
// What both writers of features need. Internal to grid/.
#pragma once
#include "grid/feature_file.hpp"

namespace pcrs::grid {

/// Square units, positive when the ring runs counter-clockwise.
double signed_area(const Ring& ring);
/// Throws Error (usage) when values or geometries do not fit the layer's fields and type.
void check_layer(const Layer& layer);

}  // namespace pcrs::grid
