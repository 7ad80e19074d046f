// SPDX-License-Identifier: Apache-2.0
// The levels above the dalles: which squares the overview mosaic is cut into, on the dalles' own grid, so
// that its blocks continue theirs.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "grid/dalle.hpp"

namespace pcrs::grid {

/// Pixels of the sides of a block, of a sheet, and of what a dalle fills in a sheet at its finest level.
inline constexpr int mosaic_block_px = 400;
inline constexpr int mosaic_sheet_px = 4000;
inline constexpr int mosaic_dalle_px = 200;
/// What of a sheet the whole is made of: its level of factor 5.
inline constexpr int mosaic_sheet_in_whole_px = 800;
/// Of the overviews of sheets and whole alike: every level is whole blocks again.
inline constexpr std::array<int, 3> mosaic_factors{2, 5, 10};

/// Metres of a pixel of sheets (5 m for dalles of 1 km; shown at factors 1 and 2) and of the whole (25 m;
/// at 1, 2, 5 and 10).
double mosaic_sheet_cell_m(const GridSpec& grid);
double mosaic_whole_cell_m(const GridSpec& grid);
/// Cell sizes of all levels of the mosaic, fine to coarse: 5 10 25 50 125 250.
std::vector<double> mosaic_cells_m(const GridSpec& grid);

/// The grid whose "dalles" are the sheets: squares of 20 dalles a side.
GridSpec sheet_grid(const GridSpec& grid);
/// The sheet that a dalle lies in, by its upper-left corner.
DalleKey sheet_of(const DalleKey& key, const GridSpec& grid);

/// A rectangle in whole metres.
struct Extent {
  std::int64_t west_m = 0, south_m = 0, east_m = 0, north_m = 0;
  friend bool operator==(const Extent&, const Extent&) = default;
};
/// The fewest squares of 100 dalles a side that hold these sheets (one at least). Throws nothing.
Extent whole_extent(const std::vector<DalleKey>& sheets, const GridSpec& grid);

}  // namespace pcrs::grid
