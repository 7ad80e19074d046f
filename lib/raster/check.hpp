// SPDX-License-Identifier: Apache-2.0
// The rules on one delivered ortho file. The file is hostile until proved otherwise: it is read in a child
// process with limits, by an allow-list of drivers, every block decoded once.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
#include "grid/dalle.hpp"

namespace pcrs::raster {

/// What the chantier wants of an ortho.
struct Expectation {
  std::string crs = "EPSG:2154";  ///< empty: not explicit, then a file without a CRS is refused
  std::vector<std::string> accept_realisations;
  double gsd_m = 0.05;
  std::int64_t dalle_side_m = 1000;          ///< of the delivered dalles (source_side_m where it is set)
  std::optional<grid::DalleKey> named;       ///< the corner that the file's name says, where it says one
  std::optional<double> inside_share;        ///< share of the dalle inside the footprint; nothing: unknown
  std::map<std::string, double> tolerances;  ///< rule id → number, over the rules' defaults
};

/// What was seen. `findings` carry the path as given and rule ids of check_rules.hpp.
struct OrthoCheck {
  std::vector<Finding> findings;
  /// Present as far as the file could be read: driver, width, height, bands, type, compression, block [w, h],
  /// jpeg_quality, crs (how the file says it, short), crs_source (`file` | `chantier`), georef_source
  /// (`internal` | `world file`), bounds_m [west, south, east, north] in the chantier's CRS (else
  /// bounds_in_own_crs), gsd_m, mask (`none` | `alpha` | `mask` | `nodata`), and from the pixels:
  /// valid_share, white_share, black_share (of all pixels), mean [r, g, b], deviation [r, g, b], edges (see
  /// check_edges.hpp), thumbnail (JPEG of 48 px at most, base64).
  Json facts = Json::object();
};

Json to_json(const Expectation& expectation);
Expectation expectation_from_json(const Json& json);
Json to_json(const OrthoCheck& check);
OrthoCheck check_from_json(const Json& json);

/// Checks one file in this process. A bad file gives findings; throws Error (failed) only when `path` cannot
/// be opened for reading at all (gone, no right, disk failing).
OrthoCheck check_ortho(const std::filesystem::path& path, const Expectation& expectation);

/// What a child may use. Memory is address space (RLIMIT_AS); it is not limited in a build with
/// AddressSanitizer, which reserves terabytes.
struct Limits {
  unsigned cpu_seconds = 900;
  std::uint64_t memory_bytes = 2'000'000'000;
  unsigned wall_seconds = 3600;
};

/// Checks one file in a child process: `command` (for a tool: `/proc/self/exe`, `check-one`) is started and
/// must call serve_check_one(). A child that crashes or goes over a limit is a finding (`file.crash`,
/// `file.limits`). Safe from several threads. Throws Error (failed) as check_ortho, or when the child cannot
/// be started (called wrongly) or answers nonsense while ending well.
OrthoCheck check_ortho_in_child(const std::vector<std::string>& command, const std::filesystem::path& path,
                                const Expectation& expectation, const Limits& limits = {});

/// The child's side: one JSON request on stdin, one JSON line on stdout. Returns the exit code.
int serve_check_one();

}  // namespace pcrs::raster
