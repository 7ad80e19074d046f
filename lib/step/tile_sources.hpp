// SPDX-License-Identifier: Apache-2.0
// What the catalog gives to a run: the accepted orthos of the chantier's millésime, and of no other.
#pragma once
#include <cstdint>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"
#include "grid/dalle.hpp"
#include "step/tile_input.hpp"

namespace pcrs::step::tile {

struct CatalogSources {
  std::vector<Input> inputs;   ///< in the order in which they are laid
  std::uint64_t others = 0;    ///< deliveries of other millésimes, left alone
  std::uint64_t rejected = 0;  ///< deliveries with accepted orthos whose millésime nobody can tell; told
};

CatalogSources catalog_sources(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                               bool trust_nodata, Reporter& reporter);

}  // namespace pcrs::step::tile
