// SPDX-License-Identifier: Apache-2.0
// The tile matrices of a site: those of the dalles' own levels, continued by those of the mosaic. All start
// at (0, 12 000 000) of the grid's CRS, as the national service's do.
#pragma once
#include <cstdint>
#include <vector>

#include "grid/pyramid.hpp"

namespace pcrs::grid {

inline constexpr double matrix_west_m = 0;
inline constexpr double matrix_north_m = 12'000'000;

struct TileMatrix {
  double cell_m = 0;    ///< of a pixel
  int tile_px = 0;      ///< a side
  bool mosaic = false;  ///< above the dalles' own levels
  double tile_m() const { return cell_m * tile_px; }
  std::int64_t columns() const;  ///< as far as any CRS of France goes
  std::int64_t rows() const;
};

/// From coarse to fine. `factors` are those of the dalles' overviews, `block_px` their blocks: where they are
/// aligned, a tile is a block. The mosaic's finest levels that a dalle has itself are left to the dalles.
std::vector<TileMatrix> tile_matrices(const GridSpec& grid, int block_px, const std::vector<int>& factors);

struct TileRange {
  std::int64_t first_column = 0, last_column = -1, first_row = 0, last_row = -1;
  bool holds(std::int64_t column, std::int64_t row) const {
    return column >= first_column && column <= last_column && row >= first_row && row <= last_row;
  }
};
/// The tiles of a matrix that an extent touches.
TileRange tiles_of(const TileMatrix& matrix, const Extent& extent);

}  // namespace pcrs::grid
