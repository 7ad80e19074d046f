// SPDX-License-Identifier: Apache-2.0
// The counter's loops are shaped for the compiler: here is what they must come to, pixel by pixel.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "raster/check_pixels.hpp"

using namespace pcrs::raster;

namespace {

using Planes = std::array<std::vector<std::uint8_t>, 3>;

Planes planes_of(int width, int height, const std::function<int(int, int, int)>& pixel) {
  Planes planes;
  for (int band = 0; band < 3; ++band)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        planes[std::size_t(band)].push_back(static_cast<std::uint8_t>(pixel(x, y, band)));
  return planes;
}

void add(PixelCounter& counter, const Planes& planes, int y, int width, int height) {
  counter.add(
      {0, y, width, height, std::size_t(width), {planes[0].data(), planes[1].data(), planes[2].data()}});
}

// By the definitions, one pixel after the other.
struct Reference {
  std::uint64_t white = 0, black = 0;
  std::array<double, 3> mean{}, deviation{};
  explicit Reference(const Planes& planes) {
    const std::size_t count = planes[0].size();
    std::array<double, 3> squares{};
    for (std::size_t i = 0; i < count; ++i) {
      const std::array<int, 3> rgb{planes[0][i], planes[1][i], planes[2][i]};
      white += *std::min_element(rgb.begin(), rgb.end()) >= white_from ? 1 : 0;
      black += *std::max_element(rgb.begin(), rgb.end()) <= black_to ? 1 : 0;
      for (std::size_t band = 0; band < 3; ++band) {
        mean[band] += rgb[band];
        squares[band] += rgb[band] * rgb[band];
      }
    }
    for (std::size_t band = 0; band < 3; ++band) {
      mean[band] /= double(count);
      deviation[band] = std::sqrt(std::max(0.0, squares[band] / double(count) - mean[band] * mean[band]));
    }
  }
};

void compare(int width, int height, const std::function<int(int, int, int)>& pixel) {
  const Planes planes = planes_of(width, height, pixel);
  PixelCounter counter(width, height);
  add(counter, planes, 0, width, height);
  const Reference expected(planes);
  CHECK(counter.white() == expected.white);
  CHECK(counter.black() == expected.black);
  for (std::size_t band = 0; band < 3; ++band) {
    CHECK(counter.mean()[band] == Approx(expected.mean[band]));
    CHECK(counter.deviation()[band] == Approx(expected.deviation[band]).margin(1e-6));
  }
}

}  // namespace

TEST_CASE("the counter agrees with the definitions, whatever the width") {
  for (const int width : {1, 15, 255, 256, 257, 513, 1000, 12289})
    compare(width, 7, [](int x, int y, int band) { return (x * 31 + y * 17 + band * 101) % 256; });
}

TEST_CASE("fill is counted at its limits, and in all three bands only") {
  compare(700, 3, [](int x, int, int) { return x % 5 == 0 ? white_from : white_from - 1; });
  compare(700, 3, [](int x, int, int) { return x % 5 == 0 ? black_to : black_to + 1; });
  compare(700, 3, [](int x, int, int band) { return band == x % 4 ? 100 : 255; });
  compare(700, 3, [](int x, int, int band) { return band == x % 4 ? 100 : 0; });
}

TEST_CASE("sums hold for spans of millions of white pixels") {
  // Cells of 80 000 pixels: longer than what is summed at a time.
  const int width = 48 * 80'000;
  PixelCounter counter(width, 1);
  add(counter, planes_of(width, 1, [](int, int, int) { return 255; }), 0, width, 1);
  CHECK(counter.white() == std::uint64_t(width));
  CHECK(counter.mean() == std::array<double, 3>{255, 255, 255});
  CHECK(counter.deviation() == std::array<double, 3>{0, 0, 0});
}
