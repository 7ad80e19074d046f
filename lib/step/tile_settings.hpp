// SPDX-License-Identifier: Apache-2.0
// What the options and the chantier come to.
#pragma once
#include "base/json.hpp"
#include "chantier/chantier.hpp"
#include "grid/dallage.hpp"
#include "raster/cog_writer.hpp"
#include "raster/mosaic_source.hpp"
#include "step/tile.hpp"

namespace pcrs::step::tile {

/// Throws Error (usage).
void check_options(const Options& options);
raster::MosaicOptions mosaic_options(const Options& options, const chantier::Chantier& chantier);
raster::CogOptions encoding_of(const Options& options, const chantier::Chantier& chantier);
/// All that may decide the bytes of a dalle; each keeps those that had a say in it.
Json all_parameters(const Options& options, const raster::MosaicOptions& mosaic,
                    const raster::CogOptions& encoding, int side_px);
/// What the chantier says of its dalles, with the lines that say it.
grid::DallageSource dallage_source_of(const chantier::Chantier& chantier);
/// The dallage, or of it the dalles asked for. Throws Error (usage) on one that is not in it.
grid::Dallage dallage_of(const Options& options, const chantier::Chantier& chantier,
                         const grid::GridSpec& grid);
/// Dalles made at a time, so that the process stays under 512 MB.
unsigned lanes_for(unsigned jobs, int side_px, const raster::CogOptions& encoding, bool with_cog);

}  // namespace pcrs::step::tile
