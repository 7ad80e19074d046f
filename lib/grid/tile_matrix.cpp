// SPDX-License-Identifier: Apache-2.0
#include "grid/tile_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace pcrs::grid {

namespace {

constexpr double width_m = 2'400'000;  // the CC zones reach 2.3 million metres east
constexpr double height_m = 12'000'000;
constexpr double edge = 1e-6;  // of a tile: what rounding does to an edge

}  // namespace

std::int64_t TileMatrix::columns() const {
  return std::llround(std::ceil(width_m / tile_m() - edge));
}
std::int64_t TileMatrix::rows() const {
  return std::llround(std::ceil(height_m / tile_m() - edge));
}

std::vector<TileMatrix> tile_matrices(const GridSpec& grid, int block_px, const std::vector<int>& factors) {
  std::vector<TileMatrix> matrices{{grid.gsd_m, block_px, false}};
  for (const int factor : factors) matrices.push_back({grid.gsd_m * factor, block_px, false});
  const double finest_mosaic_m = matrices.back().cell_m * (1 + edge);
  for (const double cell_m : mosaic_cells_m(grid))
    if (cell_m > finest_mosaic_m) matrices.push_back({cell_m, mosaic_block_px, true});
  std::reverse(matrices.begin(), matrices.end());
  return matrices;
}

TileRange tiles_of(const TileMatrix& matrix, const Extent& extent) {
  const double tile_m = matrix.tile_m();
  const auto first = [&](double metres) { return std::llround(std::floor(metres / tile_m + edge)); };
  const auto last = [&](double metres) { return std::llround(std::ceil(metres / tile_m - edge)) - 1; };
  const auto west = static_cast<double>(extent.west_m), east = static_cast<double>(extent.east_m);
  const auto north = static_cast<double>(extent.north_m), south = static_cast<double>(extent.south_m);
  return {first(west - matrix_west_m), last(east - matrix_west_m), first(matrix_north_m - north),
          last(matrix_north_m - south)};
}

}  // namespace pcrs::grid
