// SPDX-License-Identifier: Apache-2.0
// `pcrs-tile --chantier C --list [--format text|geojson|gpkg] [-o FILE]`: the dallage of a chantier.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct ListOptions {
  /// `text` (one name a line), `geojson` (EPSG:4326) or `gpkg` (the grid's CRS); absent: by the extension of
  /// `output`, else text.
  std::optional<std::string> format;
  /// Absent: names as results of the reporter. GeoJSON and GeoPackage need a file.
  std::optional<std::filesystem::path> output;
  bool overwrite = false;  ///< a file that says something else is replaced
  bool dry_run = false;
};

/// Names in reading order, north to south then west to east: the contractual dallage where the chantier has
/// one, else every dalle that the territory touches. With a file, the result is its path; a file that already
/// says the same is left alone (Summary.skipped). Throws Error (usage): unknown format, no file for it, a
/// bad chantier, a file that holds something else.
Summary list_dallage(const chantier::Chantier& chantier, const ListOptions& options, Reporter& reporter);

}  // namespace pcrs::step
