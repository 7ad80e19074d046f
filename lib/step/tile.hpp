// SPDX-License-Identifier: Apache-2.0
// Sources into lossless dalles on the grid: what pcrs-tile does. pcrs-tile(1) says the rules.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step::tile {

/// Throws Error (usage) when there is none.
chantier::Chantier load_chantier(const std::filesystem::path& file);

struct Options {
  std::filesystem::path chantier_file;
  /// Set: a one-off, dalles go to this folder and the catalog is neither read (unless there are no sources)
  /// nor written. Not set: by the catalog, into the chantier's work folder.
  std::optional<std::filesystem::path> output;
  bool sources_given = false;        ///< else the accepted orthos of the catalog
  std::vector<std::string> sources;  ///< in the order in which they are laid
  std::vector<std::string> dalles;   ///< keys or names; empty: all of the dallage
  std::string resampling = "cubic";  ///< nearest, bilinear or cubic
  double coarsest = 1.1;
  bool trust_nodata = false;
  std::string source_crs;  ///< of sources that state none
  bool verify_sources = false;
  std::optional<double> cog_quality;  ///< one-off: COGs instead of lossless dalles; JPEG quality, 1 to 100
  bool with_cog = false;  ///< by the catalog: the COG of each dalle that is made, of the same read
  bool overwrite = false;
  bool dry_run = false;
  unsigned jobs = 0;
};

/// Throws Error (usage) before anything is touched, Error (failed) when the work cannot go on: no space, a
/// folder that cannot be written. What is wrong with one source or dalle is a finding.
Summary run(const Options& options, Reporter& reporter);

}  // namespace pcrs::step::tile
