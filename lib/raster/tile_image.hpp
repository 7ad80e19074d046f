// SPDX-License-Identifier: Apache-2.0
// Small images for the web: what is read of a COG, put together, warped, and encoded.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "raster/band_source.hpp"

namespace pcrs::raster {

/// Pixels of a tile; alpha 0 (and white) where there is none.
struct TileImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  ///< pixel-interleaved
  TileImage(int w, int h);
  bool is_blank() const;   ///< no pixel is valid
  bool is_opaque() const;  ///< all are
};

/// Lays what `path` shows over `into`, whose upper-left corner is at (west, north) with pixels of `cell_m`.
/// Read from the level that is the finest of those not finer than `cell_m`, else the full resolution (nearest
/// pixel). `placed`: where the file's image lies. Throws Error (failed) naming the file.
void lay_over(TileImage& into, double west, double north, double cell_m, const std::string& path,
              const Geometry& placed);

enum class TileFormat { jpeg, png, webp };

/// JPEG: white where nothing is; PNG and WebP with alpha. Throws Error (failed).
std::string encode_tile(const TileImage& image, TileFormat format);

/// A tile of another CRS: `width` × `height` pixels over (west, south, east, north) of `to_crs`, from an
/// image in `from_crs` by cubic resampling. Throws Error (failed).
TileImage warp_tile(const TileImage& from, double from_west, double from_north, double from_cell_m,
                    const std::string& from_crs, const std::array<double, 4>& bounds, int width, int height,
                    const std::string& to_crs);

/// Bounds (west, south, east, north) of what those of another CRS hold. Throws Error (failed).
std::array<double, 4> bounds_in(const std::array<double, 4>& bounds, const std::string& from_crs,
                                const std::string& to_crs);

}  // namespace pcrs::raster
