// SPDX-License-Identifier: Apache-2.0
// One row of blocks of one level: the unit of work of the COG writer.
#pragma once
#include <cstdint>
#include <vector>

#include "raster/cog_reduce.hpp"
#include "raster/jpeg_codec.hpp"

namespace pcrs::raster {

/// Rows as high as a block, not all filled at the foot of an image.
class BlockRow {
 public:
  BlockRow(int width, int block_px, bool with_mask);
  int rows() const { return m_rows; }
  void set_rows(int rows) { m_rows = rows; }
  /// The part [first, first + count) of the rows, for reading into or averaging.
  Rows part(int first, int count);
  Rows filled() { return part(0, m_rows); }
  bool has_mask() const { return !m_valid.empty(); }
  /// Of the rows, where the source keeps its JPEG.
  Coefficients coefficients;
  /// Valid pixels of block `column` (pixels of the image only).
  std::uint64_t count_valid(int column) const;
  /// The pixels of one block; where it reaches beyond the image, a copy in `room` that repeats the last
  /// column and row.
  RgbView block(int column, std::vector<std::uint8_t>& room) const;
  /// Validity of one block, packed, 0 beyond the image.
  std::vector<std::uint8_t> block_validity(int column) const;

 private:
  int columns_of(int column) const;  ///< columns of the image in a block

  int m_width;
  int m_block_px;
  int m_rows = 0;
  std::vector<std::uint8_t> m_rgb;
  std::vector<std::uint8_t> m_valid;
};

}  // namespace pcrs::raster
