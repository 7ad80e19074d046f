// SPDX-License-Identifier: Apache-2.0
// Images beside each other, each shrunk to a square patch of one size: what the overview mosaic is made of.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "raster/band_source.hpp"
#include "raster/cog_reduce.hpp"

namespace pcrs::raster {

/// A square image shrunk to `to.width` × `to.width` pixels, valid pixels only: the mean of the level whose
/// side is the smallest whole multiple (up to 16) of that, so that it is exact; where there is none, GDAL's
/// average. `to.valid` is filled. Throws Error (failed) naming the file.
void read_shrunk(const std::string& path, const Rows& to);

/// Rows of a mosaic of patches, white and not valid where there is none.
class PatchSource : public BandSource {
 public:
  /// By row, then column of the patch, from the upper left corner: its image.
  using Patches = std::map<std::pair<int, int>, std::string>;
  /// `geometry` holds whole patches of `patch_px` pixels.
  PatchSource(Geometry geometry, int patch_px, Patches patches, unsigned jobs);
  const Geometry& geometry() const override { return m_geometry; }
  bool has_mask() const override { return true; }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;

 private:
  void read_patch_row(int row);

  const Geometry m_geometry;
  const int m_patch_px;
  const Patches m_patches;
  const unsigned m_jobs;
  int m_row = 0;                             // of the image, the next to give
  std::vector<std::uint8_t> m_rgb, m_valid;  // of the row of patches that holds it
};

}  // namespace pcrs::raster
