// SPDX-License-Identifier: Apache-2.0
// The pixels of one dalle, read once from top to bottom. What the writers of raster/ take.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "raster/jpeg_coefficients.hpp"
#include "raster/jpeg_tables.hpp"

namespace pcrs::raster {

/// Size and place of an image. Geotransform is north-up: pixel (0,0)'s outer corner is (west, north).
struct Geometry {
  int width = 0;
  int height = 0;
  double west = 0, north = 0;
  double gsd_m = 0;
  std::string crs = "EPSG:2154";
};

/// RGB 8 bit rows, pixel-interleaved, and their validity.
class BandSource {
 public:
  virtual ~BandSource() = default;
  virtual const Geometry& geometry() const = 0;
  /// True when some pixel may be invalid: then `valid` of read_rows is filled.
  virtual bool has_mask() const = 0;
  /// The next `rows` rows (called in order, never twice): `rgb` takes rows × width × 3 bytes; `valid` rows ×
  /// width bytes of 0 or 255 (empty span when has_mask() is false). Invalid pixels are white (255,255,255).
  /// Throws Error (failed) naming the file.
  virtual void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) = 0;
  /// The tables of the JPEG that the pixels come from, when read_rows keeps its coefficients beside them;
  /// else null.
  virtual const QuantTables* kept_jpeg() const { return nullptr; }
  /// Exchanges `into` for the coefficients of the rows read last. Only where kept_jpeg() gives tables.
  virtual void swap_coefficients(Coefficients& into) { static_cast<void>(into); }
};

}  // namespace pcrs::raster
