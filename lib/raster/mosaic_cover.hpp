// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

namespace pcrs::raster {

/// Pixels [left, right) × [top, bottom).
struct Rectangle {
  int left = 0, top = 0, right = 0, bottom = 0;
};

/// True when the union of `parts` holds every pixel of `whole`.
bool covers(const std::vector<Rectangle>& parts, const Rectangle& whole);

}  // namespace pcrs::raster
