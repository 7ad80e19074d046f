// SPDX-License-Identifier: Apache-2.0
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "grid/crs.hpp"
#include "grid/dallage.hpp"
#include "grid/ogr_polygons.hpp"
#include "grid/vector_file.hpp"

namespace pcrs::grid {

namespace {

constexpr double longest_edge_m = 1000;

/// Overlaps merged and faulty rings repaired, so that areas can be summed.
std::vector<std::unique_ptr<OGRPolygon>> merged(const std::vector<std::unique_ptr<OGRPolygon>>& parts,
                                                const std::string& file, const OgrErrors& errors) {
  std::vector<std::unique_ptr<OGRPolygon>> sound;
  for (const auto& part : parts) {
    if (part->IsEmpty()) continue;
    const std::unique_ptr<OGRGeometry> valid(part->IsValid() ? part->clone() : part->MakeValid());
    if (!valid) throw_usage(file, "holds a polygon that cannot be repaired: " + errors.text());
    collect_polygons(*valid, sound);
  }
  if (sound.size() < 2) return sound;
  OGRMultiPolygon all;
  for (const auto& part : sound) all.addGeometry(part.get());
  const std::unique_ptr<OGRGeometry> one(all.UnionCascaded());
  if (!one) throw_usage(file, "holds polygons that cannot be merged: " + errors.text());
  sound.clear();
  collect_polygons(*one, sound);
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
      if (feature->GetGeometryRef() != nullptr) collect_polygons(*feature->GetGeometryRef(), found);
      for (auto& polygon : found) {
        to_grid.move(*polygon, longest_edge_m);
        parts.push_back(std::move(polygon));
      }
    }
  }
  if (!errors.text().empty()) throw_usage(file.string(), "cannot be read whole: " + errors.text());
  const auto sound = merged(parts, file.string(), errors);
  if (sound.empty()) throw_usage(file.string(), "holds no polygon; expected the territory's");
  Polygons polygons;
  for (const auto& polygon : sound) polygons.push_back(to_polygon(*polygon));
  return polygons;
}

}  // namespace pcrs::grid
