// SPDX-License-Identifier: Apache-2.0
// A GeoTIFF whose pixels are JPEG blocks already: their coefficients beside the pixels, row by row.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "raster/jpeg_coefficients.hpp"
#include "raster/jpeg_tables.hpp"

namespace pcrs::raster {

/// Rows of one file in order. Serves one thread.
class StoredJpeg {
 public:
  /// Nothing when its blocks cannot be carried over: no JPEG, not YCbCr 4:2:0, sides of blocks that are no
  /// multiples of 16 px, absent blocks, tables that change from block to block.
  static std::unique_ptr<StoredJpeg> open(const std::string& path, int width, int height);
  ~StoredJpeg();
  StoredJpeg(const StoredJpeg&) = delete;
  StoredJpeg& operator=(const StoredJpeg&) = delete;

  const QuantTables& quant() const;
  void rewind();
  /// The next `rows` rows (a multiple of 16 but at the foot): pixels, packed, and the MCUs that they fill
  /// whole. Throws Error (failed) naming the file.
  void read_rows(int rows, std::span<std::uint8_t> rgb, Coefficients& coefficients);

 private:
  struct State;
  explicit StoredJpeg(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace pcrs::raster
