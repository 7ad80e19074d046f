// SPDX-License-Identifier: Apache-2.0
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "grid/crs.hpp"
#include "grid/dallage.hpp"
#include "grid/vector_file.hpp"

namespace pcrs::grid {

namespace {

constexpr double longest_edge_m = 1000;

// Polygons of any nesting of collections, without heights or curves.
void collect(const OGRGeometry& geometry, std::vector<std::unique_ptr<OGRPolygon>>& into) {
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (OGR_GT_IsNonLinear(type)) {
    const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
    if (linear && !OGR_GT_IsNonLinear(linear->getGeometryType())) collect(*linear, into);
  } else if (type == wkbPolygon) {
    into.emplace_back(geometry.toPolygon()->clone());
    into.back()->flattenTo2D();
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect(*part, into);
  } else if (type == wkbTriangle) {
    into.emplace_back(new OGRPolygon(*geometry.toPolygon()));
    into.back()->flattenTo2D();
  }
}

Ring ring_of(const OGRLinearRing& ring) {
  Ring points;
  points.reserve(static_cast<std::size_t>(ring.getNumPoints()) + 1);
  for (int i = 0; i < ring.getNumPoints(); ++i) points.push_back({ring.getX(i), ring.getY(i)});
  if (!points.empty() && !(points.front() == points.back())) points.push_back(points.front());
  return points;
}

Polygon polygon_of(const OGRPolygon& polygon) {
  Polygon rings;
  for (const OGRLinearRing* ring : polygon) rings.push_back(ring_of(*ring));
  return rings;
}

/// Overlaps merged and faulty rings repaired, so that areas can be summed.
std::vector<std::unique_ptr<OGRPolygon>> merged(std::vector<std::unique_ptr<OGRPolygon>> parts,
                                                const std::string& file, const OgrErrors& errors) {
  std::vector<std::unique_ptr<OGRPolygon>> sound;
  for (const auto& part : parts) {
    if (part->IsEmpty()) continue;
    const std::unique_ptr<OGRGeometry> valid(part->IsValid() ? part->clone() : part->MakeValid());
    if (!valid) throw_usage(file, "holds a polygon that cannot be repaired: " + errors.text());
    collect(*valid, sound);
  }
  if (sound.size() < 2) return sound;
  OGRMultiPolygon all;
  for (const auto& part : sound) all.addGeometry(part.get());
  const std::unique_ptr<OGRGeometry> one(all.UnionCascaded());
  if (!one) throw_usage(file, "holds polygons that cannot be merged: " + errors.text());
  sound.clear();
  collect(*one, sound);
  return sound;
}

}  // namespace

Polygons read_footprint(const std::filesystem::path& file, const std::string& crs) {
  const OgrErrors errors;
  const DatasetPtr dataset = open_vector(file);
  std::vector<std::unique_ptr<OGRPolygon>> parts;
  for (OGRLayer* layer : dataset->GetLayers()) {
    const ToGrid to_grid(*layer, crs, file.string());
    for (const auto& feature : *layer) {
      std::vector<std::unique_ptr<OGRPolygon>> found;
      if (feature->GetGeometryRef() != nullptr) collect(*feature->GetGeometryRef(), found);
      for (auto& polygon : found) {
        to_grid.move(*polygon, longest_edge_m);
        parts.push_back(std::move(polygon));
      }
    }
  }
  if (!errors.text().empty()) throw_usage(file.string(), "cannot be read whole: " + errors.text());
  const auto sound = merged(std::move(parts), file.string(), errors);
  if (sound.empty()) throw_usage(file.string(), "holds no polygon; expected the territory's");
  Polygons polygons;
  for (const auto& polygon : sound) polygons.push_back(polygon_of(*polygon));
  return polygons;
}

}  // namespace pcrs::grid
