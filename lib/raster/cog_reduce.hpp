// SPDX-License-Identifier: Apache-2.0
// The averages that overviews are made of.
#pragma once
#include <cstdint>

namespace pcrs::raster {

/// Rows of RGB 8 bit pixels, pixel-interleaved and packed, with their validity (0 or 255 a pixel), or null
/// where all are valid.
struct Rows {
  std::uint8_t* rgb = nullptr;
  std::uint8_t* valid = nullptr;
  int width = 0;
  int rows = 0;
};

/// Averages groups of `step` × `step` pixels of `from` into `to` (ceil(width / step) × ceil(rows / step)
/// pixels): mean of the valid pixels, rounded half up; valid where any of them is; white where none. Groups
/// at the right and lower edges may be smaller. `step` is 16 at most.
void reduce(const Rows& from, int step, const Rows& to);

}  // namespace pcrs::raster
