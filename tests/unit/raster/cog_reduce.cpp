// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_reduce.hpp"

#include "base/error.hpp"
#include "cog_samples.hpp"

using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

Image reduced(Image& from, int step, bool with_mask) {
  Image to{(from.width + step - 1) / step, (from.height + step - 1) / step, {}, {}};
  const auto pixels = static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height);
  to.rgb.resize(3 * pixels);
  to.valid.resize(pixels, 255);
  reduce({from.rgb.data(), with_mask ? from.valid.data() : nullptr, from.width, from.height}, step,
         {to.rgb.data(), with_mask ? to.valid.data() : nullptr, to.width, to.height});
  return to;
}

}  // namespace

TEST_CASE("averages equal the plain ones, whatever the step, the size and the mask") {
  const int step = GENERATE(2, 3, 5, 7, 16);
  const int width = GENERATE(1, 16, 83, 100);
  const int height = GENERATE(1, 31, 50);
  Image whole = make_image(width, height);
  Image holed = make_image(width, height, [](int x, int y) { return (x * 7 + y * 3) % 11 < 5 || x > 60; });
  CHECK(reduced(whole, step, false).rgb == average(whole, step).rgb);
  CHECK(reduced(holed, step, true).rgb == average(holed, step).rgb);
  CHECK(reduced(holed, step, true).valid == average(holed, step).valid);
}

TEST_CASE("a half is rounded up") {
  Image image = make_image(2, 2);
  image.rgb = {0, 10, 254, 0, 10, 255, 1, 11, 254, 1, 11, 255};
  CHECK(reduced(image, 2, false).rgb == std::vector<std::uint8_t>{1, 11, 255});
}

TEST_CASE("a target of the wrong size is refused") {
  Image image = make_image(10, 10);
  CHECK_THROWS_AS(reduce({image.rgb.data(), nullptr, 10, 10}, 2, {image.rgb.data(), nullptr, 4, 5}),
                  pcrs::Error);
}
