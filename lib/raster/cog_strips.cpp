// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_strips.hpp"

#include <algorithm>

#include "raster/cog_reduce.hpp"

namespace pcrs::raster {

namespace {

constexpr int enough_strips = 50;  // a small dalle gives several a block

int rounded_up(int value, int to) {
  return (value + to - 1) / to * to;
}

}  // namespace

Strips::Strips(int width, int count)
    : width_px(rounded_up(width, strip_px)),
      count_of(count),
      rgb(static_cast<std::size_t>(width_px) * strip_px * 3 * static_cast<std::size_t>(count)) {}

SampledDalle::SampledDalle(DalleSource& source, const CogPlan& plan)
    : m_geometry(source.geometry()),
      m_block_px(plan.block_px),
      m_block_rows(rounded_up(m_geometry.height, m_block_px) / m_block_px),
      m_strips_a_block(std::clamp(enough_strips / m_block_rows, 1, m_block_px / strip_px)),
      m_full(m_geometry.width, m_block_rows * m_strips_a_block),
      m_half((m_full.width_px + 1) / 2, (m_full.count_of + 1) / 2) {
  read(source);
  halve();
}

// From top to bottom, which is what costs a source least.
void SampledDalle::read(DalleSource& source) {
  const int width = m_geometry.width, height = m_geometry.height;
  const auto pixels = static_cast<std::size_t>(width) * strip_px;
  std::vector<std::uint8_t> rgb(3 * pixels), valid(source.has_mask() ? pixels : 0);
  for (const auto& [row, strip] : strip_rows()) {
    const int rows = std::min(strip_px, height - row);
    const auto read = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
    const auto validity = std::span(valid).first(valid.empty() ? 0 : read);
    source.read_at(row, rows, std::span(rgb).first(3 * read), validity);
    m_masked |= std::find(validity.begin(), validity.end(), 0) != validity.end();
    copy_padded(rgb, rows, m_full.strip(strip));
  }
}

// Where each strip begins. Not always the same rows of a block: roofs and vineyards have a rhythm too.
std::vector<std::pair<int, int>> SampledDalle::strip_rows() const {
  std::vector<std::pair<int, int>> rows;
  const int strips = m_block_px / strip_px;
  for (int i = 0; i < m_full.count_of; ++i) {
    const int within =
        (i / m_strips_a_block * 7 + i % m_strips_a_block * (strips / m_strips_a_block)) % strips;
    const int wished = i / m_strips_a_block * m_block_px + within * strip_px;
    rows.emplace_back(std::max(0, std::min(wished, m_geometry.height - strip_px)), i);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void SampledDalle::copy_padded(const std::vector<std::uint8_t>& rgb, int rows, std::uint8_t* to) const {
  const auto from_bytes = static_cast<std::size_t>(m_geometry.width) * 3;
  const auto to_bytes = static_cast<std::size_t>(m_full.width_px) * 3;
  for (int row = 0; row < strip_px; ++row, to += to_bytes) {
    const auto from = rgb.begin() + static_cast<std::ptrdiff_t>(
                                        static_cast<std::size_t>(std::min(row, rows - 1)) * from_bytes);
    std::copy_n(from, from_bytes, to);
    for (std::size_t i = from_bytes; i < to_bytes; ++i) to[i] = to[i - 3];
  }
}

// Two strips make the sixteen rows of one at half the size.
void SampledDalle::halve() {
  const int half_width = (m_full.width_px + 1) / 2;
  std::vector<std::uint8_t> half(static_cast<std::size_t>(half_width) * strip_px / 2 * 3);
  const auto from_bytes = static_cast<std::size_t>(half_width) * 3;
  const auto to_bytes = static_cast<std::size_t>(m_half.width_px) * 3;
  for (int i = 0; i < 2 * m_half.count_of; ++i) {
    reduce({m_full.strip(std::min(i, m_full.count_of - 1)), nullptr, m_full.width_px, strip_px}, 2,
           {half.data(), nullptr, half_width, strip_px / 2});
    std::uint8_t* to = m_half.strip(i / 2) + static_cast<std::size_t>(i % 2) * (strip_px / 2) * to_bytes;
    for (std::size_t row = 0; row < strip_px / 2; ++row, to += to_bytes) {
      std::copy_n(half.data() + row * from_bytes, from_bytes, to);
      for (std::size_t at = from_bytes; at < to_bytes; ++at) to[at] = to[at - 3];
    }
  }
}

}  // namespace pcrs::raster
