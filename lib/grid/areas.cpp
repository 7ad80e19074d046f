// SPDX-License-Identifier: Apache-2.0
#include "grid/areas.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/ogr_polygons.hpp"
#include "grid/vector_file.hpp"

namespace pcrs::grid {

namespace {

std::string text_of(OGRFeature& feature, int field) {
  if (field < 0 || !feature.IsFieldSetAndNotNull(field)) return "";
  return std::string(trim(feature.GetFieldAsString(field)));
}

Area area_of(OGRFeature& feature, int name, int code, const ToGrid& to_grid, double tolerance_m) {
  Area area{text_of(feature, name), text_of(feature, code), {}};
  if (area.name.empty() || feature.GetGeometryRef() == nullptr) return area;
  to_grid.move(*feature.GetGeometryRef());
  std::unique_ptr<OGRGeometry> simple;
  if (tolerance_m > 0) simple.reset(feature.GetGeometryRef()->SimplifyPreserveTopology(tolerance_m));
  std::vector<std::unique_ptr<OGRPolygon>> parts;
  collect_polygons(simple ? *simple : *feature.GetGeometryRef(), parts);
  for (const auto& part : parts)
    if (!part->IsEmpty()) area.polygons.push_back(to_polygon(*part));
  return area;
}

}  // namespace

std::vector<Area> read_areas(const std::filesystem::path& file, const std::string& crs,
                             const AreaFields& fields, double tolerance_m) {
  const OgrErrors errors;
  const DatasetPtr dataset = open_vector(file);
  std::vector<Area> areas;
  for (OGRLayer* layer : dataset->GetLayers()) {
    const int name = field_index(*layer, fields.name), code = field_index(*layer, fields.code);
    if (name < 0) continue;
    const ToGrid to_grid(*layer, crs, file.string());
    for (const auto& feature : *layer) {
      Area area = area_of(*feature, name, code, to_grid, tolerance_m);
      if (!area.name.empty() && !area.polygons.empty()) areas.push_back(std::move(area));
    }
  }
  if (!errors.text().empty()) throw_usage(file.string(), "cannot be read whole: " + errors.text());
  if (areas.empty()) throw_usage(file.string(), "holds no polygon with a name in the field " + fields.name);
  std::stable_sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.name < b.name; });
  return areas;
}

}  // namespace pcrs::grid
