// SPDX-License-Identifier: Apache-2.0
#include "grid/pyramid.hpp"

#include <algorithm>

namespace pcrs::grid {

namespace {

constexpr std::int64_t dalles_a_sheet = mosaic_sheet_px / mosaic_dalle_px;
constexpr std::int64_t dalles_a_whole = 5 * dalles_a_sheet;  // a square of the coarsest level's blocks

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  return value - ((value % step) + step) % step;
}
std::int64_t ceil_to(std::int64_t value, std::int64_t step) {
  return -floor_to(-value, step);
}

}  // namespace

double mosaic_sheet_cell_m(const GridSpec& grid) {
  return static_cast<double>(grid.dalle_side_m) / mosaic_dalle_px;
}

double mosaic_whole_cell_m(const GridSpec& grid) {
  return 5 * mosaic_sheet_cell_m(grid);
}

std::vector<double> mosaic_cells_m(const GridSpec& grid) {
  const double sheet = mosaic_sheet_cell_m(grid), whole = mosaic_whole_cell_m(grid);
  std::vector<double> cells{sheet, sheet * mosaic_factors.front(), whole};
  for (const int factor : mosaic_factors) cells.push_back(whole * factor);
  return cells;
}

GridSpec sheet_grid(const GridSpec& grid) {
  return {grid.crs, grid.dalle_side_m * dalles_a_sheet, mosaic_sheet_cell_m(grid)};
}

DalleKey sheet_of(const DalleKey& key, const GridSpec& grid) {
  const std::int64_t side = grid.dalle_side_m * dalles_a_sheet;
  return {floor_to(key.west_m, side), ceil_to(key.north_m, side)};
}

Extent whole_extent(const std::vector<DalleKey>& sheets, const GridSpec& grid) {
  const std::int64_t sheet = grid.dalle_side_m * dalles_a_sheet, step = grid.dalle_side_m * dalles_a_whole;
  Extent extent;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const Extent one{sheets[i].west_m, sheets[i].north_m - sheet, sheets[i].west_m + sheet,
                     sheets[i].north_m};
    if (i == 0) extent = one;
    extent = {std::min(extent.west_m, one.west_m), std::min(extent.south_m, one.south_m),
              std::max(extent.east_m, one.east_m), std::max(extent.north_m, one.north_m)};
  }
  return {floor_to(extent.west_m, step), floor_to(extent.south_m, step), ceil_to(extent.east_m, step),
          ceil_to(extent.north_m, step)};
}

}  // namespace pcrs::grid
