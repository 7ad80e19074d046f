// SPDX-License-Identifier: Apache-2.0
// One pass over the pixels of a dalle, block by block as the file holds them, for all that the rules and the
// report want to know of them.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "raster/check_edges.hpp"

namespace pcrs::raster {

/// White from this value up in all three bands, black up to that one: JPEG does not keep fill exactly.
inline constexpr int white_from = 253;
inline constexpr int black_to = 2;
inline constexpr int thumbnail_px = 48;

/// A rectangle of the image in three planes; `stride` bytes from row to row.
struct PixelBlock {
  int x = 0, y = 0, width = 0, height = 0;
  std::size_t stride = 0;
  std::array<const std::uint8_t*, 3> planes{};
};

class PixelCounter {
 public:
  PixelCounter(int width, int height);
  /// Blocks may come in any order, each pixel once. Pixels that are not valid come as white.
  void add(const PixelBlock& block);

  std::uint64_t white() const { return m_white; }
  std::uint64_t black() const { return m_black; }
  std::array<double, 3> mean() const;
  std::array<double, 3> deviation() const;
  EdgeProfile edge(Side side) const;
  /// RGB, pixel-interleaved.
  std::vector<std::uint8_t> thumbnail(int& width, int& height) const;

 private:
  struct Cell {
    std::array<std::uint64_t, 3> sum{};
    std::uint64_t count = 0;
  };
  void add_span(const PixelBlock& block, int row, int from, int to, Cell& cell);
  void add_edges(const PixelBlock& block);
  void add_edge_pixel(Side side, int segment, const PixelBlock& block, int row, int column);

  int m_width, m_height;
  int m_columns, m_rows;  ///< of the thumbnail
  std::uint64_t m_white = 0, m_black = 0, m_count = 0;
  std::array<std::uint64_t, 3> m_sum{}, m_squares{};
  std::vector<Cell> m_cells;
  std::array<std::vector<Cell>, 4> m_edges;
  std::array<std::vector<std::uint64_t>, 4> m_edge_pixels;
};

}  // namespace pcrs::raster
