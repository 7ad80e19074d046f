// SPDX-License-Identifier: Apache-2.0
// Dalles into kilometre-aligned COGs: what pcrs-compress does. pcrs-compress(1) says the rules.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::step::compress {

struct Options {
  std::filesystem::path chantier_file;  ///< empty: none
  /// Set: a one-off, `inputs` are image files and the catalog is neither read nor written. A folder, or the
  /// file to write. Not set: by the catalog, into the chantier's work folder.
  std::optional<std::filesystem::path> output;
  std::vector<std::string> inputs;  ///< files, or keys or names of dalles
  bool inputs_given = false;        ///< false: every dalle of the catalog
  std::optional<double> quality;
  std::optional<std::uint64_t> budget_bytes;
  std::optional<raster::Compression> lossless;
  int lossless_level = 1;
  std::optional<double> quality_max;  ///< under a budget; default: the chantier's, 95 without one
  raster::Layout layout = raster::Layout::aligned;
  std::string source_crs;       ///< of files that state none
  bool digest_sources = false;  ///< of files: tell their SHA-256 too (by the catalog it is always verified)
  bool overwrite = false;
  bool dry_run = false;
  unsigned jobs = 0;
};

/// Throws Error (usage) before anything is touched, Error (failed) when the work cannot go on: no space, a
/// folder that cannot be written. What is wrong with one dalle is a finding.
Summary run(const Options& options, Reporter& reporter);

}  // namespace pcrs::step::compress
