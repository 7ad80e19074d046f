// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
#include "catalog/delivery.hpp"
#include "catalog/record.hpp"
#include "raster/mosaic_source.hpp"
#include "store/stamp.hpp"

namespace pcrs::step::tile {

using store::Stamp;
using store::stamp_of;

/// One source, as asked for.
struct Input {
  std::string path;
  std::optional<Stamp> stamp;            ///< as recorded when it was ingested; one-off: as found now
  std::vector<catalog::SideFile> sides;  ///< beside it when it was ingested
  catalog::Source source;                ///< one-off: path alone
  Json identity;                      ///< equal as long as the source is: goes into what is known of a dalle
  Json national = Json::object();     ///< fields of the national index delivered with it
  std::string crs_when_missing;       ///< accepted with this CRS, or given on the command line
  std::optional<raster::Box> bounds;  ///< in the grid's CRS, as ingest found them
  bool opaque = false;                ///< ingest found that it has neither mask, alpha nor nodata
};

/// Sources in the order in which they are laid, inspected once each when first needed, by any thread.
class Inputs {
 public:
  Inputs(std::vector<Input> inputs, std::string crs, double gsd_m, raster::MosaicOptions options,
         bool verify);
  std::size_t size() const { return m_inputs.size(); }
  const Input& operator[](std::size_t i) const { return m_inputs[i]; }
  /// Header and place, after the file was compared with what was ingested (its digest too when asked).
  const raster::Inspection& inspect(std::size_t i);
  /// SHA-256 of the files, in order: by the catalog as ingested; of listed ones only when they are to be
  /// verified, and then read once, however many dalles they are in. Empty where not all are known. Throws
  /// Error (failed) naming a file that cannot be read.
  std::vector<std::string> digests(const std::vector<std::size_t>& which);
  /// The finding `source.changed` or `source.missing` when the file, or one beside it that places it or masks
  /// it, is not what was recorded.
  std::optional<Finding> changed(std::size_t i) const;
  const raster::MosaicOptions& options() const { return m_options; }

 private:
  struct Slot {
    std::once_flag once, digest_once;
    raster::Inspection inspection;
    std::string sha256;
  };
  raster::Inspection inspect_now(const Input& input) const;
  std::optional<Finding> side_changed(const Input& input) const;
  const std::vector<Input> m_inputs;
  const std::vector<std::unique_ptr<Slot>> m_slots;
  const catalog::SideFilesOnDisk m_sides;
  const std::string m_crs;
  const double m_gsd_m;
  const raster::MosaicOptions m_options;
  const bool m_verify;
};

/// The accepted orthos of these deliveries. `trust_nodata`: as raster::MosaicOptions::trust_lossy_nodata.
std::vector<Input> accepted_inputs(const std::filesystem::path& catalog_root,
                                   const std::vector<std::string>& deliveries, const std::string& crs,
                                   bool trust_nodata);
/// Files named on the command line.
std::vector<Input> listed_inputs(const std::vector<std::string>& paths, const std::string& source_crs);

}  // namespace pcrs::step::tile
