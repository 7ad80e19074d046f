// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_cover.hpp"

#include <algorithm>

namespace pcrs::raster {

namespace {

// One row of the dalle, just below `y`: do the parts that cross it leave no gap?
bool row_covered(const std::vector<Rectangle>& parts, const Rectangle& whole, int y) {
  int reached = whole.left;
  for (const Rectangle& part : parts)  // sorted by left
    if (part.top <= y && y < part.bottom && part.left <= reached) reached = std::max(reached, part.right);
  return reached >= whole.right;
}

}  // namespace

bool covers(const std::vector<Rectangle>& parts, const Rectangle& whole) {
  std::vector<Rectangle> sorted = parts;
  std::sort(sorted.begin(), sorted.end(),
            [](const Rectangle& a, const Rectangle& b) { return a.left < b.left; });
  // Coverage changes only where a part begins or ends.
  std::vector<int> rows{whole.top};
  for (const Rectangle& part : parts)
    for (const int y : {part.top, part.bottom})
      if (y > whole.top && y < whole.bottom) rows.push_back(y);
  return std::all_of(rows.begin(), rows.end(), [&](int y) { return row_covered(sorted, whole, y); });
}

}  // namespace pcrs::raster
