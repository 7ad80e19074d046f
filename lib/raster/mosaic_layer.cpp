// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_layer.hpp"

#include <algorithm>
#include <cstring>

namespace pcrs::raster {

namespace {

constexpr int resampled_width = 2000;                            // of the windows that are warped at a time
constexpr std::size_t largest_chunk_px = std::size_t{24} << 20;  // 72 MiB of RGB
constexpr int smallest_chunk_rows = 64;

std::size_t index_of(int row, int column, int width) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
}

}  // namespace

SourceLayer::SourceLayer(const LayerPlan& plan, const Geometry& dalle, const MosaicOptions& options)
    : m_plan(plan), m_dalle_width(dalle.width), m_reader(*plan.source) {
  if (plan.placement.fit != Fit::exact)
    m_resampler = std::make_unique<Resampler>(*plan.source, dalle, options);
}

void SourceLayer::lay(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  if (m_resampler)
    lay_resampled(top, bottom, rgb, valid);
  else if (m_reader.is_plain() && m_plan.source->validity == Validity::all)
    lay_plain(top, bottom, rgb, valid);
  else
    lay_exact(top, bottom, rgb, valid);
}

// One row of pixels, `top` being the first row of `rgb`.
void SourceLayer::paste(int top, int left, int right, int row, const std::uint8_t* pixels,
                        const std::uint8_t* validity, std::span<std::uint8_t> rgb,
                        std::span<std::uint8_t> valid) const {
  const std::size_t start = index_of(row - top, left, m_dalle_width);
  const auto count = static_cast<std::size_t>(right - left);
  if (!validity) {
    std::memcpy(rgb.data() + start * 3, pixels, count * 3);
    if (!valid.empty()) std::memset(valid.data() + start, 255, count);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!validity[i]) continue;
    std::memcpy(rgb.data() + (start + i) * 3, pixels + i * 3, 3);
    if (!valid.empty()) valid[start + i] = 255;
  }
}

void SourceLayer::read_chunk(int row) {
  const MosaicSource& source = *m_plan.source;
  const int width = m_plan.right - m_plan.left;
  // Blocks of a bottom-up file are counted from its other end.
  const int phase = source.bottom_up ? source.height % source.block_height : 0;
  int rows = source.block_height * ((smallest_chunk_rows + source.block_height - 1) / source.block_height);
  if (index_of(rows, 0, width) > largest_chunk_px) rows = smallest_chunk_rows;
  const int block = (row - phase + rows) / rows - 1;  // rounds down for the first, cut one too
  const int last = m_plan.bottom - m_plan.placement.row;
  m_chunk_top = row;
  m_chunk_bottom = std::min({phase + (block + 1) * rows, source.height, last});
  const std::size_t area = index_of(m_chunk_bottom - m_chunk_top, 0, width);
  m_rgb.resize(area * 3);
  if (source.validity != Validity::all) m_valid.resize(area);
  m_reader.read(m_plan.left - m_plan.placement.column, m_chunk_top, width, m_chunk_bottom - m_chunk_top,
                m_rgb.data(), static_cast<std::size_t>(width) * 3,
                m_valid.empty() ? nullptr : m_valid.data());
}

void SourceLayer::lay_exact(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  const int width = m_plan.right - m_plan.left;
  for (int row = top; row < bottom; ++row) {
    const int source_row = row - m_plan.placement.row;
    if (source_row < m_chunk_top || source_row >= m_chunk_bottom) read_chunk(source_row);
    const std::size_t at = index_of(source_row - m_chunk_top, 0, width);
    paste(top, m_plan.left, m_plan.right, row, m_rgb.data() + at * 3,
          m_valid.empty() ? nullptr : m_valid.data() + at, rgb, valid);
  }
}

// Nothing to decode, nothing to leave out: from the file into its place.
void SourceLayer::lay_plain(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  const int width = m_plan.right - m_plan.left;
  m_reader.read(m_plan.left - m_plan.placement.column, top - m_plan.placement.row, width, bottom - top,
                rgb.data() + index_of(0, m_plan.left, m_dalle_width) * 3, index_of(1, 0, m_dalle_width) * 3,
                nullptr);
  if (valid.empty()) return;
  for (int row = 0; row < bottom - top; ++row)
    std::memset(valid.data() + index_of(row, m_plan.left, m_dalle_width), 255,
                static_cast<std::size_t>(width));
}

void SourceLayer::lay_resampled(int top, int bottom, std::span<std::uint8_t> rgb,
                                std::span<std::uint8_t> valid) {
  for (int left = m_plan.left; left < m_plan.right; left += resampled_width) {
    const int right = std::min(left + resampled_width, m_plan.right);
    m_resampler->read(m_reader, {left, top, right - left, bottom - top}, m_rgb, m_valid);
    for (int row = top; row < bottom; ++row) {
      const std::size_t at = index_of(row - top, 0, right - left);
      paste(top, left, right, row, m_rgb.data() + at * 3, m_valid.data() + at, rgb, valid);
    }
  }
}

}  // namespace pcrs::raster
