// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "raster/mosaic_source.hpp"
#include "raster/mosaic_transform.hpp"

namespace pcrs::raster {

/// Pixels of one dalle out of a source whose pixels do not fall on its grid, by GDAL's warper. Windows are
/// small and the transformation is exact to 0.01 px, so the result does not depend on threads or memory.
class Resampler {
 public:
  Resampler(const MosaicSource& source, const Geometry& dalle, const MosaicOptions& options);
  /// Fills a window (x, y, width, height in pixels of the dalle): `rgb` and `valid` (0 or 255), packed.
  /// A pixel is valid where at least half of what it is made from is.
  void read(SourceReader& reader, const std::array<int, 4>& window, std::vector<std::uint8_t>& rgb,
            std::vector<std::uint8_t>& valid);
  bool covers_dalle() const { return m_transform.covers_dalle(2); }

 private:
  void warp(const std::array<int, 4>& from, const std::array<int, 4>& to, std::vector<std::uint8_t>& rgb,
            std::vector<std::uint8_t>& valid);
  const std::string m_path;
  const Resampling m_resampling;
  PixelTransform m_transform;
  std::vector<std::uint8_t> m_rgb, m_valid;  // of the source's window
};

}  // namespace pcrs::raster
