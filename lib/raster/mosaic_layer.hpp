// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "raster/mosaic.hpp"
#include "raster/mosaic_resample.hpp"

namespace pcrs::raster {

/// One open source of a mosaic. Rows are asked from top to bottom.
class SourceLayer {
 public:
  SourceLayer(const LayerPlan& plan, const Geometry& dalle, const MosaicOptions& options);
  /// Lays the layer's valid pixels of rows [top, bottom) over `rgb` and `valid`, whose first row is `top`;
  /// `valid` is empty when the dalle has no mask.
  void lay(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);
  std::size_t buffered_bytes() const { return m_rgb.capacity() + m_valid.capacity(); }

 private:
  void lay_exact(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);
  void lay_plain(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);
  void lay_resampled(int top, int bottom, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);
  void read_chunk(int row);
  void paste(int top, int left, int right, int row, const std::uint8_t* pixels, const std::uint8_t* validity,
             std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) const;

  const LayerPlan m_plan;
  const int m_dalle_width;
  SourceReader m_reader;
  std::unique_ptr<Resampler> m_resampler;
  // Exact: rows [m_chunk_top, m_chunk_bottom) of the source, whole blocks high, so that no block is decoded
  // twice however few rows are asked at a time.
  int m_chunk_top = 0, m_chunk_bottom = 0;
  std::vector<std::uint8_t> m_rgb, m_valid;
};

}  // namespace pcrs::raster
