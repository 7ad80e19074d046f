// SPDX-License-Identifier: Apache-2.0
// What a dalle shows along its four sides, small enough to be kept: neighbours are compared without reading
// pixels again.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace pcrs::raster {

inline constexpr int edge_segments = 100;  ///< along each side, equal parts
inline constexpr int edge_depth_px = 4;    ///< rows or columns that are averaged

enum class Side { north, east, south, west };

/// Means over the pixels that show something: neither masked, nor white nor black fill.
struct EdgeProfile {
  struct Segment {
    std::array<std::uint8_t, 3> mean{};
    std::uint8_t valid_percent = 0;
  };
  std::vector<Segment> segments;  ///< west to east, or north to south
};

/// As the facts keep it: eight hexadecimal digits a segment (red, green, blue, valid percent).
std::string edge_text(const EdgeProfile& edge);
/// From the facts of a check; nothing when they hold no edges.
std::optional<EdgeProfile> edge_of(const Json& facts, Side side);

struct SeamComparison {
  int compared = 0;        ///< segments that show something on both sides
  double step = 0;         ///< mean absolute difference over them, levels (0 to 255)
  double bias = 0;         ///< largest over the bands of the mean signed difference: a change of tone
  double correlation = 1;  ///< of the two luma profiles, -1 to 1; 1 when both are flat
};
/// `a` and `b` lie on the two sides of one seam and span the same length.
SeamComparison compare_seam(const EdgeProfile& a, const EdgeProfile& b);

}  // namespace pcrs::raster
