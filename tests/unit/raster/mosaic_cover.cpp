// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_cover.hpp"

#include <catch2/catch.hpp>

using pcrs::raster::covers;
using pcrs::raster::Rectangle;

TEST_CASE("rectangles cover another only when no pixel is left") {
  const Rectangle whole{0, 0, 10, 10};
  CHECK(covers({{0, 0, 10, 10}}, whole));
  CHECK(covers({{-5, -5, 20, 20}}, whole));
  CHECK_FALSE(covers({}, whole));
  CHECK(covers({{0, 0, 5, 10}, {5, 0, 10, 10}}, whole));
  CHECK_FALSE(covers({{0, 0, 5, 10}, {6, 0, 10, 10}}, whole));
  CHECK_FALSE(covers({{0, 0, 5, 10}, {5, 0, 10, 9}}, whole));
  CHECK(covers({{0, 0, 5, 6}, {5, 0, 10, 4}, {0, 6, 5, 10}, {5, 4, 10, 10}}, whole));
  CHECK_FALSE(covers({{0, 0, 10, 4}, {0, 5, 10, 10}}, whole));
  CHECK(covers({{3, 3, 4, 4}}, {3, 3, 4, 4}));
}
