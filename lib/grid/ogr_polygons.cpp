// SPDX-License-Identifier: Apache-2.0
#include "grid/ogr_polygons.hpp"

#include <ogrsf_frmts.h>

namespace pcrs::grid {

namespace {

Ring ring_of(const OGRLinearRing& ring) {
  Ring points;
  points.reserve(static_cast<std::size_t>(ring.getNumPoints()) + 1);
  for (int i = 0; i < ring.getNumPoints(); ++i) points.push_back({ring.getX(i), ring.getY(i)});
  if (!points.empty() && !(points.front() == points.back())) points.push_back(points.front());
  return points;
}

}  // namespace

void collect_polygons(const OGRGeometry& geometry, std::vector<std::unique_ptr<OGRPolygon>>& into) {
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (OGR_GT_IsNonLinear(type)) {
    const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
    if (linear && !OGR_GT_IsNonLinear(linear->getGeometryType())) collect_polygons(*linear, into);
  } else if (type == wkbPolygon) {
    into.emplace_back(geometry.toPolygon()->clone());
    into.back()->flattenTo2D();
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect_polygons(*part, into);
  } else if (type == wkbTriangle) {
    into.emplace_back(new OGRPolygon(*geometry.toPolygon()));
    into.back()->flattenTo2D();
  }
}

Polygon to_polygon(const OGRPolygon& polygon) {
  Polygon rings;
  for (const OGRLinearRing* ring : polygon) rings.push_back(ring_of(*ring));
  return rings;
}

}  // namespace pcrs::grid
