// SPDX-License-Identifier: Apache-2.0
// Vector files that people give us. Internal to grid/.
#pragma once
#include <filesystem>
#include <string>

#include "grid/ogr.hpp"

class OGRGeometry;
class OGRLayer;

namespace pcrs::grid {

/// GeoJSON, GeoPackage or Shapefile. Throws Error (usage) naming the file.
DatasetPtr open_vector(const std::filesystem::path& file);

/// The field of that name, whatever its case and accents; -1 where the layer has none.
int field_index(OGRLayer& layer, const std::string& name);

/// The way from a layer's CRS to the grid's. Where both are the same by their parameters, points stay as
/// they are to the last digit.
class ToGrid {
 public:
  /// Throws Error (usage) naming `file` when the layer declares no CRS.
  ToGrid(OGRLayer& layer, const std::string& crs, std::string file);
  /// Throws Error (usage) where the CRS cannot hold the geometry. `longest_edge_m` 0: edges stay as they are.
  void move(OGRGeometry& geometry, double longest_edge_m = 0) const;

 private:
  std::string m_file;
  TransformationPtr m_transformation;  ///< null: nothing to do
  bool m_is_geographic = false;
  double m_units_a_metre = 1;  ///< of the layer's CRS, about
};

}  // namespace pcrs::grid
