// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "grid/feature_file.hpp"

namespace pcrs::grid {

/// A commune, or whatever people look for by its name.
struct Area {
  std::string name;
  std::string code{};  ///< such as INSEE's; empty: the file has none
  Polygons polygons;   ///< in the CRS that was asked for, metres
};

/// Which fields of a file say what; that of the codes may be absent from it.
struct AreaFields {
  std::string name, code;
};

/// The named polygons of `file` (GeoJSON, GeoPackage, Shapefile, any CRS that it declares) by name, one a
/// feature; those without name or polygon are left out. `tolerance_m` simplifies outlines, 0: as they are.
/// Throws Error (usage) naming `file`: unreadable, no such field of names, nothing named.
std::vector<Area> read_areas(const std::filesystem::path& file, const std::string& crs,
                             const AreaFields& fields, double tolerance_m = 0);

}  // namespace pcrs::grid
