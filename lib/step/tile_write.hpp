// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "raster/mosaic_dalle.hpp"
#include "step/tile_make.hpp"

namespace pcrs::step::tile {

/// Writes the dalle's file and what is known of it: `outcome` gets status, path and all of `made` that is
/// measured, and the COG made beside; `made.parameters`, `made.revision` and the facts known before are set
/// by the caller. False, and nothing done, when this revision is known with other bytes: the next one is to
/// be made.
bool write_dalle(const Context& context, const Job& job, const Recipe& recipe, const Known& known,
                 raster::MosaicDalle& dalle, Outcome& outcome);

}  // namespace pcrs::step::tile
