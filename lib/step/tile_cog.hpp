// SPDX-License-Identifier: Apache-2.0
// The COG that pcrs-tile --with-cog makes of the read that makes the lossless dalle: byte for byte the one
// that pcrs-compress would make of that dalle.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "catalog/delivered_jpegs.hpp"
#include "chantier/chantier.hpp"
#include "raster/cog_budget.hpp"
#include "raster/mosaic_dalle.hpp"
#include "store/file.hpp"

namespace pcrs::step::tile {

/// How a run makes them.
class CogSettings {
 public:
  /// `jobs`: threads for one dalle.
  CogSettings(const chantier::Chantier& chantier, store::WriteMode mode, unsigned jobs);
  /// Nothing where it is better left to pcrs-compress: one JPEG source is the whole dalle, whose blocks it
  /// can keep, or the sources are costly to look at before they are read.
  std::optional<raster::Budget> budget_for(const std::vector<catalog::Source>& sources,
                                           const raster::Mosaic& mosaic) const;
  const raster::CogOptions& options() const { return m_options; }
  const std::filesystem::path& folder() const { return m_folder; }
  int millesime() const { return m_millesime; }
  store::WriteMode mode() const { return m_mode; }
  /// What one takes at most, or nearly.
  std::uint64_t expected_bytes(int side_px) const;

 private:
  const store::WriteMode m_mode;
  const int m_millesime;
  const std::filesystem::path m_folder;
  const raster::Budget m_budget;
  raster::CogOptions m_options;
  mutable catalog::DeliveredJpegs m_delivered;
};

/// One COG, from the read to its record.
class CogBeside {
 public:
  CogBeside(const CogSettings& settings, const raster::Budget& budget, std::string name);
  /// Makes the lossless file of `lossless` and the COG, of one read; a COG that is larger than its budget is
  /// dropped (over_budget): another read would be needed. Throws as raster::write_cog_within.
  raster::CogResult write(raster::MosaicDalle& dalle, const raster::CogTarget& lossless);
  bool over_budget() const { return !m_output; }
  /// Gives the file its name.
  catalog::Product commit(const std::string& lossless_sha256);

 private:
  const CogSettings& m_settings;
  const raster::Budget m_budget;
  catalog::Product m_product;
  std::unique_ptr<store::OutputFile> m_output;
};

}  // namespace pcrs::step::tile
