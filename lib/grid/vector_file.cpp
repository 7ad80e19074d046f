// SPDX-License-Identifier: Apache-2.0
#include "grid/vector_file.hpp"

#include <cpl_conv.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "grid/crs.hpp"

namespace pcrs::grid {

DatasetPtr open_vector(const std::filesystem::path& file) {
  start_ogr();
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw_usage(file.string(), "no such file");
  static const char* const drivers[] = {"GeoJSON", "GPKG", "ESRI Shapefile", nullptr};
  const OgrErrors errors;
  DatasetPtr dataset(
      GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers));
  if (!dataset)
    throw_usage(file.string(), "cannot be read as GeoJSON, GeoPackage or Shapefile" +
                                   (errors.text().empty() ? "" : ": " + errors.text()));
  return dataset;
}

int field_index(OGRLayer& layer, const std::string& name) {
  for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i)
    if (plain_word(layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef()) == plain_word(name)) return i;
  return -1;
}

ToGrid::ToGrid(OGRLayer& layer, const std::string& crs, std::string file) : m_file(std::move(file)) {
  const OGRSpatialReference* declared = layer.GetSpatialRef();
  if (declared == nullptr) {
    // A table without geometry needs none.
    if (layer.GetGeomType() == wkbNone) return;
    throw_usage(m_file, "declares no CRS; add it (a .prj file beside a .shp)");
  }
  char* wkt = nullptr;
  declared->exportToWkt(&wkt);
  const std::string text = wkt == nullptr ? "" : wkt;
  CPLFree(wkt);
  const CrsVerdict verdict = compare_crs(text, crs, {}).verdict;
  if (verdict == CrsVerdict::same || verdict == CrsVerdict::same_by_parameters) return;
  const ReferencePtr from(declared->Clone());
  from->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  m_transformation = transformation(*from, *reference_of(crs));
  constexpr double metres_a_degree = 111'000;
  m_is_geographic = from->IsGeographic() != 0;
  m_units_a_metre = m_is_geographic ? 1 / metres_a_degree : 1 / from->GetLinearUnits();
}

void ToGrid::move(OGRGeometry& geometry, double longest_edge_m) const {
  if (!m_transformation) return;
  const auto holds = [&](double farthest) {
    OGREnvelope box;
    geometry.getEnvelope(&box);
    const double most =
        std::max({std::abs(box.MinX), std::abs(box.MaxX), std::abs(box.MinY), std::abs(box.MaxY)});
    return std::isfinite(box.MinX + box.MaxX + box.MinY + box.MaxY) && most <= farthest;
  };
  constexpr double farthest_m = 1e8;
  const bool sane = holds(m_is_geographic ? 360 : farthest_m * m_units_a_metre);
  // Only now: what is not sane would be cut into billions of edges.
  if (sane && longest_edge_m > 0) geometry.segmentize(longest_edge_m * m_units_a_metre);
  if (!sane || geometry.transform(m_transformation.get()) != OGRERR_NONE || !holds(farthest_m))
    throw_usage(m_file, "holds coordinates that its CRS cannot hold (GeoJSON is in degrees); check its CRS");
}

}  // namespace pcrs::grid
