// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "raster/check_pixels.hpp"

namespace pcrs::raster {

namespace {

// At most 65 536 pixels at a time, so that 32 bits hold the sums of squares.
constexpr int longest_span = 65536;
// So few values that 16 bits hold their sum: more of them are added at a time.
constexpr int piece = 256;

struct PlaneSums {
  std::uint32_t sum = 0, squares = 0;
};

PlaneSums sum_plane(const std::uint8_t* plane, int count) {
  PlaneSums sums;
  for (int start = 0; start < count; start += piece) {
    const int end = std::min(count, start + piece);
    std::uint16_t sum = 0;
    std::int32_t squares = 0;
    for (int i = start; i < end; ++i) {
      const std::int16_t value = plane[i];  // processors multiply and add pairs of signed 16 bits in one step
      sum = static_cast<std::uint16_t>(sum + value);
      squares += value * value;
    }
    sums.sum += sum;
    sums.squares += static_cast<std::uint32_t>(squares);
  }
  return sums;
}

struct FillCount {
  std::uint32_t white = 0, black = 0;
};

// Most spans hold no fill: the extremes say so in bytes alone, sixteen pixels at a time.
FillCount count_fill(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue,
                     int count) {
  std::uint8_t lightest = 0, darkest = 255;
  for (int i = 0; i < count; ++i) {
    lightest = std::max(lightest, std::min(std::min(red[i], green[i]), blue[i]));
    darkest = std::min(darkest, std::max(std::max(red[i], green[i]), blue[i]));
  }
  FillCount fill;
  for (int i = 0; i < count && lightest >= white_from; ++i)
    fill.white += std::min(std::min(red[i], green[i]), blue[i]) >= white_from ? 1u : 0u;
  for (int i = 0; i < count && darkest <= black_to; ++i)
    fill.black += std::max(std::max(red[i], green[i]), blue[i]) <= black_to ? 1u : 0u;
  return fill;
}

int cells_along(int pixels, int longest) {
  return std::clamp(static_cast<int>(std::lround(double(thumbnail_px) * pixels / longest)), 1,
                    std::min(thumbnail_px, pixels));
}

// The first pixel of cell `index` when `pixels` are cut into `cells` nearly equal parts.
int cell_start(int index, int cells, int pixels) {
  return static_cast<int>(std::int64_t{index} * pixels / cells);
}

int cell_at(int pixel, int cells, int pixels) {
  int index = static_cast<int>(std::int64_t{pixel} * cells / pixels);
  while (index + 1 < cells && cell_start(index + 1, cells, pixels) <= pixel) ++index;
  return index;
}

}  // namespace

PixelCounter::PixelCounter(int width, int height)
    : m_width(width),
      m_height(height),
      m_columns(cells_along(width, std::max(width, height))),
      m_rows(cells_along(height, std::max(width, height))),
      m_cells(std::size_t(m_columns) * std::size_t(m_rows)) {
  for (std::size_t side = 0; side < 4; ++side) {
    m_edges[side].resize(edge_segments);
    m_edge_pixels[side].resize(edge_segments);
  }
}

void PixelCounter::add_span(const PixelBlock& block, int row, int from, int to, Cell& cell) {
  for (; from < to; from += longest_span) {
    const std::size_t at = std::size_t(row) * block.stride + std::size_t(from);
    const int count = std::min(longest_span, to - from);
    const std::array planes{block.planes[0] + at, block.planes[1] + at, block.planes[2] + at};
    for (std::size_t band = 0; band < 3; ++band) {
      const PlaneSums sums = sum_plane(planes[band], count);
      m_sum[band] += sums.sum;
      m_squares[band] += sums.squares;
      cell.sum[band] += sums.sum;
    }
    const FillCount fill = count_fill(planes[0], planes[1], planes[2], count);
    cell.count += static_cast<std::uint64_t>(count);
    m_white += fill.white;
    m_black += fill.black;
  }
}

void PixelCounter::add(const PixelBlock& block) {
  for (int row = 0; row < block.height; ++row) {
    const int cell_row = cell_at(block.y + row, m_rows, m_height);
    int column = cell_at(block.x, m_columns, m_width);
    for (int from = 0; from < block.width; ++column) {
      const int to = std::min(block.width, cell_start(column + 1, m_columns, m_width) - block.x);
      add_span(block, row, from, to,
               m_cells[std::size_t(cell_row) * std::size_t(m_columns) + std::size_t(column)]);
      from = to;
    }
  }
  m_count += std::uint64_t(block.width) * std::uint64_t(block.height);
  add_edges(block);
}

void PixelCounter::add_edge_pixel(Side side, int segment, const PixelBlock& block, int row, int column) {
  const std::size_t at = std::size_t(row) * block.stride + std::size_t(column);
  const std::array<std::uint8_t, 3> rgb{block.planes[0][at], block.planes[1][at], block.planes[2][at]};
  ++m_edge_pixels[std::size_t(side)][std::size_t(segment)];
  const auto [least, most] = std::minmax_element(rgb.begin(), rgb.end());
  if (*least >= white_from || *most <= black_to) return;
  Cell& cell = m_edges[std::size_t(side)][std::size_t(segment)];
  for (std::size_t band = 0; band < 3; ++band) cell.sum[band] += rgb[band];
  ++cell.count;
}

void PixelCounter::add_edges(const PixelBlock& block) {
  const auto segment = [](int pixel, int pixels) {
    return static_cast<int>(std::int64_t{pixel} * edge_segments / pixels);
  };
  for (int row = 0; row < block.height; ++row) {
    const int y = block.y + row;
    const bool north = y < edge_depth_px, south = y >= m_height - edge_depth_px;
    for (int column = 0; column < block.width; ++column) {
      const int x = block.x + column;
      const bool west = x < edge_depth_px, east = x >= m_width - edge_depth_px;
      if (north) add_edge_pixel(Side::north, segment(x, m_width), block, row, column);
      if (south) add_edge_pixel(Side::south, segment(x, m_width), block, row, column);
      if (west) add_edge_pixel(Side::west, segment(y, m_height), block, row, column);
      if (east) add_edge_pixel(Side::east, segment(y, m_height), block, row, column);
      // Between the two ends of a row that is no edge there is nothing to see.
      if (!north && !south && x >= edge_depth_px && x < m_width - edge_depth_px)
        column = std::max(column, std::min(block.width, m_width - edge_depth_px - block.x) - 1);
    }
  }
}

std::array<double, 3> PixelCounter::mean() const {
  std::array<double, 3> means{};
  for (std::size_t band = 0; band < 3; ++band)
    means[band] = double(m_sum[band]) / double(std::max<std::uint64_t>(1, m_count));
  return means;
}

std::array<double, 3> PixelCounter::deviation() const {
  std::array<double, 3> deviations = mean();
  for (std::size_t band = 0; band < 3; ++band) {
    const double squares = double(m_squares[band]) / double(std::max<std::uint64_t>(1, m_count));
    deviations[band] = std::sqrt(std::max(0.0, squares - deviations[band] * deviations[band]));
  }
  return deviations;
}

EdgeProfile PixelCounter::edge(Side side) const {
  EdgeProfile edge;
  for (std::size_t i = 0; i < edge_segments; ++i) {
    const Cell& cell = m_edges[std::size_t(side)][i];
    EdgeProfile::Segment segment;
    for (std::size_t band = 0; band < 3 && cell.count > 0; ++band)
      segment.mean[band] = static_cast<std::uint8_t>((cell.sum[band] + cell.count / 2) / cell.count);
    const std::uint64_t all = std::max<std::uint64_t>(1, m_edge_pixels[std::size_t(side)][i]);
    segment.valid_percent = static_cast<std::uint8_t>(cell.count * 100 / all);
    edge.segments.push_back(segment);
  }
  return edge;
}

std::vector<std::uint8_t> PixelCounter::thumbnail(int& width, int& height) const {
  width = m_columns;
  height = m_rows;
  std::vector<std::uint8_t> rgb;
  for (const Cell& cell : m_cells)
    for (const std::uint64_t sum : cell.sum)
      rgb.push_back(static_cast<std::uint8_t>(cell.count == 0 ? 255 : (sum + cell.count / 2) / cell.count));
  return rgb;
}

}  // namespace pcrs::raster
