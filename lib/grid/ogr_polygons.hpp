// SPDX-License-Identifier: Apache-2.0
// From OGR's geometries to polygons of ours. Internal to grid/.
#pragma once
#include <memory>
#include <vector>

#include "grid/feature_file.hpp"

class OGRGeometry;
class OGRPolygon;

namespace pcrs::grid {

/// Polygons of any nesting of collections, without heights or curves; points and lines are left out.
void collect_polygons(const OGRGeometry& geometry, std::vector<std::unique_ptr<OGRPolygon>>& into);

/// Rings closed, outer first.
Polygon to_polygon(const OGRPolygon& polygon);

}  // namespace pcrs::grid
