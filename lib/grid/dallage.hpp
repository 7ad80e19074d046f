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
  double inside = 1;  ///< share of the cell's area that lies in the territory, 0 to 1
  bool whole() const { return inside >= 1; }
  friend bool operator==(const DallageCell&, const DallageCell&) = default;
};

/// Cells in reading order (reads_before), each once.
using Dallage = std::vector<DallageCell>;

/// The polygons of a territory in the grid's CRS, as read from `file`: GeoJSON, GeoPackage, Shapefile, any
/// CRS that the file declares (GeoJSON without one: WGS 84), all layers and features together, overlaps
/// merged, faulty rings repaired; points, lines, heights and fields are left out. Long edges get points
/// every 1 km before they are reprojected.
/// Throws Error (usage) naming `file`: unreadable, no polygon, no CRS, coordinates that the CRS cannot hold.
Polygons read_footprint(const std::filesystem::path& file, const std::string& crs);

/// Every cell of the grid whose square shares some area with the polygons: more than 10⁻⁹ of it, which is
/// less than one pixel of a dalle of 20 000². A cell that the boundary only touches along an edge or in a
/// corner holds no pixel of the territory and is not in. Polygons must not overlap (read_footprint's do not);
/// holes count as outside. Time and memory follow the points of the boundary and the cells found.
/// Throws Error (usage) above 20 million cells: a CRS or side taken for another.
Dallage dallage_of(const Polygons& territory, const GridSpec& grid);

/// The contractual dallage: `.shp .gpkg .geojson .json`, `.csv .txt`.
/// Each row is a dalle by its name in `field` (a key, or a name by `pattern`, extension allowed); where the
/// file has no such field or the row no name, by its geometry, whose bounds must be those of one cell (to 1 %
/// of the side). A name that lies elsewhere than its geometry is refused.
/// CSV: separator `;` `,` or tab, quotes, UTF-8 (BOM allowed) or CP1252, LF or CRLF; a header line with
/// `field` in it, or none: then the first column that holds names of dalles is taken.
/// `territory` fills `inside` (0 for cells that lie out of it); without it all are 1.
/// Throws Error (usage) naming the file and row: what is no dalle of the grid, or comes twice.
Dallage read_dallage(const std::filesystem::path& file, const std::string& field, const GridSpec& grid,
                     const NamePattern& pattern, const Polygons* territory = nullptr);

/// A list of dalles by key or name, as [[lots]] gives it. Throws Error (usage) at `where`.
Dallage dallage_of_words(const std::vector<std::string>& words, const GridSpec& grid,
                         const NamePattern& pattern, const std::string& where);

/// Fields of a chantier that say which dalles it has.
struct DallageSource {
  std::filesystem::path footprint;
  std::optional<std::filesystem::path> contractual;
  std::string field = "nom";                       ///< of the contractual dallage
  std::string footprint_where, contractual_where;  ///< lines of the chantier file that name them, for errors
};

/// The dallage of a chantier: the contractual one where there is one, else the computed one.
Dallage load_dallage(const DallageSource& source, const GridSpec& grid, const NamePattern& pattern);

/// The cell of a dalle, or nothing. O(log n).
const DallageCell* find_cell(const Dallage& dallage, const DalleKey& key);

/// The cells as features, for geojson_text and geopackage_bytes.
/// Fields: `dalle` (key), `nom`, `part_dans_le_territoire`.
Layer dallage_layer(const Dallage& dallage, const GridSpec& grid, const NamePattern& pattern, int millesime,
                    const std::string& code);

}  // namespace pcrs::grid
