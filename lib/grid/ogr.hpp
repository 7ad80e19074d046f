// SPDX-License-Identifier: Apache-2.0
// OGR as this module uses it. Internal to grid/.
#pragma once
#include <memory>
#include <string>

class GDALDataset;
class OGRCoordinateTransformation;
class OGRSpatialReference;

namespace pcrs::grid {

/// Readies the vector drivers of grid/ (GeoJSON, GeoPackage, Shapefile), once a process.
void start_ogr();

/// Catches what GDAL and PROJ would print on this thread, from construction to destruction.
class OgrErrors {
 public:
  OgrErrors();
  ~OgrErrors();
  OgrErrors(const OgrErrors&) = delete;
  OgrErrors& operator=(const OgrErrors&) = delete;
  /// The first failure on one line, empty if there was none.
  const std::string& text() const { return m_text; }

 private:
  std::string m_text;
};

struct OgrDelete {
  void operator()(GDALDataset* dataset) const;
  void operator()(OGRCoordinateTransformation* transformation) const;
  void operator()(OGRSpatialReference* reference) const;
};
using DatasetPtr = std::unique_ptr<GDALDataset, OgrDelete>;
using TransformationPtr = std::unique_ptr<OGRCoordinateTransformation, OgrDelete>;
using ReferencePtr = std::unique_ptr<OGRSpatialReference, OgrDelete>;

/// The CRS of an authority code or WKT, x east and y north. Throws Error (usage) when it is unknown.
ReferencePtr reference_of(const std::string& crs);
/// Throws Error (failed) when there is no way between the two.
TransformationPtr transformation(const OGRSpatialReference& from, const OGRSpatialReference& to);

}  // namespace pcrs::grid
