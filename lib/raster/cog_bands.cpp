// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_bands.hpp"

#include <algorithm>
#include <cstring>

namespace pcrs::raster {

namespace {

std::size_t index(int row, int width, int column) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
}

}  // namespace

BlockRow::BlockRow(int width, int block_px, bool with_mask)
    : m_width(width),
      m_block_px(block_px),
      m_rgb(index(block_px, width, 0) * 3),
      m_valid(with_mask ? index(block_px, width, 0) : 0) {}

Rows BlockRow::part(int first, int count) {
  const std::size_t at = index(first, m_width, 0);
  return {m_rgb.data() + 3 * at, has_mask() ? m_valid.data() + at : nullptr, m_width, count};
}

int BlockRow::columns_of(int column) const {
  return std::min(m_block_px, m_width - column * m_block_px);
}

std::uint64_t BlockRow::count_valid(int column) const {
  const int columns = columns_of(column);
  if (!has_mask()) return static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(m_rows);
  std::int64_t count = 0;
  for (int row = 0; row < m_rows; ++row) {
    const std::uint8_t* const start = m_valid.data() + index(row, m_width, column * m_block_px);
    count += columns - std::count(start, start + columns, std::uint8_t{0});
  }
  return static_cast<std::uint64_t>(count);
}

RgbView BlockRow::block(int column, std::vector<std::uint8_t>& room) const {
  const int columns = columns_of(column);
  const std::uint8_t* const start = m_rgb.data() + 3 * index(0, m_width, column * m_block_px);
  const std::size_t stride = static_cast<std::size_t>(m_width) * 3;
  if (columns == m_block_px && m_rows == m_block_px) return {start, stride, m_block_px, m_block_px};
  const std::size_t row_bytes = static_cast<std::size_t>(m_block_px) * 3;
  room.resize(row_bytes * static_cast<std::size_t>(m_block_px));
  for (int row = 0; row < m_block_px; ++row) {
    const std::uint8_t* const from = start + static_cast<std::size_t>(std::min(row, m_rows - 1)) * stride;
    std::uint8_t* const to = room.data() + static_cast<std::size_t>(row) * row_bytes;
    std::memcpy(to, from, static_cast<std::size_t>(columns) * 3);
    for (int i = columns; i < m_block_px; ++i) std::memcpy(to + 3 * i, from + 3 * (columns - 1), 3);
  }
  return {room.data(), row_bytes, m_block_px, m_block_px};
}

std::vector<std::uint8_t> BlockRow::block_validity(int column) const {
  std::vector<std::uint8_t> validity(index(m_block_px, m_block_px, 0), 0);
  for (int row = 0; row < m_rows; ++row)
    std::memcpy(validity.data() + index(row, m_block_px, 0),
                m_valid.data() + index(row, m_width, column * m_block_px),
                static_cast<std::size_t>(columns_of(column)));
  return validity;
}

}  // namespace pcrs::raster
