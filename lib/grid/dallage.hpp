// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "grid/dalle.hpp"
#include "grid/feature_file.hpp"
#include "grid/name_pattern.hpp"

namespace pcrs::grid {

/// One cell of a dallage.
struct DallageCell {
  DalleKey key;
  double inside = 1;  ///< share of the cell's area that lies in the territory, 0 < inside ≤ 1
  bool whole() const { return inside >= 1; }
};

/// Cells in reading order (reads_before), each once.
using Dallage = std::vector<DallageCell>;

/// The polygons of a territory in the grid's CRS, as read from `file`: GeoJSON, GeoPackage, Shapefile, any
/// CRS that the file declares (GeoJSON without one: WGS 84), all layers and features together; points and
/// lines are left out. Long edges are densified before they are reprojected.
/// Throws Error (usage) naming `file`: unreadable, no polygon, no CRS, coordinates that the CRS cannot hold.
Polygons read_footprint(const std::filesystem::path& file, const std::string& crs);

/// Every cell of the grid whose square shares some area with the polygons (even-odd rule within a polygon:
/// holes count as outside; polygons may overlap). A cell that is only touched along an edge or in a corner is
/// not in: it would hold no pixel of the territory. Memory: one row of cells at a time, beside the result.
Dallage dallage_of(const Polygons& territory, const GridSpec& grid);

/// The contractual dallage: `.shp .gpkg .geojson .json .csv .txt`.
/// Each row is a dalle by its name in `field` (a key, or a name by `pattern`, extension allowed); where the
/// file has no such field, by its geometry, which must be one cell of the grid (to 1 % of the side).
/// CSV: separator `;` `,` or tab, UTF-8 (BOM allowed) or CP1252, a header line unless the file is a bare list
/// of names; only the column of names is read.
/// `territory`, when given, fills `inside`; else it is 1.
/// Throws Error (usage) naming the file and row: what names no dalle of the grid, or names one twice.
Dallage read_dallage(const std::filesystem::path& file, const std::string& field, const GridSpec& grid,
                     const NamePattern& pattern, const Polygons* territory = nullptr);

/// The cells as features, for geojson_text and write_geopackage: fields `dalle`, `nom`,
/// `part_dans_le_territoire`.
Layer dallage_layer(const Dallage& dallage, const GridSpec& grid, const NamePattern& pattern, int millesime,
                    const std::string& code);

}  // namespace pcrs::grid
