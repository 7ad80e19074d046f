// SPDX-License-Identifier: Apache-2.0
#include "raster/patches.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "cog_samples.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

struct Files {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("pcrs-patches-" + std::to_string(::getpid()));
  Files() { std::filesystem::create_directories(folder); }
  ~Files() { std::filesystem::remove_all(folder); }
  // A lossless COG of the image.
  std::string write(const std::string& name, const Image& image, bool has_mask) const {
    ImageSource source(image, has_mask);
    MemorySink sink;
    CogOptions options;
    options.compression = Compression::zstd;
    write_cog(source, sink, options);
    std::ofstream(folder / name, std::ios::binary) << as_text(sink.bytes());
    return (folder / name).string();
  }
};

struct Shrunk {
  std::vector<std::uint8_t> rgb, valid;
  explicit Shrunk(const std::string& path, int side)
      : rgb(3 * static_cast<std::size_t>(side * side)), valid(static_cast<std::size_t>(side * side)) {
    read_shrunk(path, {rgb.data(), valid.data(), side, side});
  }
};

}  // namespace

TEST_CASE("an image is shrunk to the mean of its valid pixels") {
  const Files files;
  Image image = make_image(800, 800, [](int x, int y) { return x < 200 || y >= 600; });
  const Shrunk shrunk(files.write("a.tif", image, true), 200);
  for (const auto& [x, y] : {std::pair{60, 10}, {199, 0}, {50, 149}, {120, 77}}) {
    unsigned sum = 0;  // of 4 × 4 pixels; through the level of 400 px the mean is rounded twice
    for (int i = 0; i < 16; ++i)
      sum += image.rgb[3 * static_cast<std::size_t>((4 * y + i / 4) * 800 + 4 * x + i % 4)];
    CHECK(std::abs(int(shrunk.rgb[3 * static_cast<std::size_t>(y * 200 + x)]) - int(sum / 16)) <= 1);
    CHECK(shrunk.valid[static_cast<std::size_t>(y * 200 + x)] == 255);
  }
  CHECK(shrunk.valid[0] == 0);
  CHECK(shrunk.rgb[0] == 255);
  CHECK(shrunk.valid[150 * 200 + 100] == 0);
}

TEST_CASE("sides that no level divides are averaged all the same") {
  const Files files;
  const Shrunk shrunk(files.write("odd.tif", make_image(730, 730), false), 200);
  CHECK(std::count(shrunk.valid.begin(), shrunk.valid.end(), 255) == 200 * 200);
  const double mean = std::accumulate(shrunk.rgb.begin(), shrunk.rgb.end(), 0.0) / (3.0 * 200 * 200);
  CHECK(mean > 100);
  CHECK(mean < 150);
}

TEST_CASE("patches stand in their places, white around them") {
  const Files files;
  Image red{400, 400, {}, std::vector<std::uint8_t>(400 * 400, 255)};
  for (int i = 0; i < 400 * 400; ++i) red.rgb.insert(red.rgb.end(), {200, 10, 20});
  const std::string path = files.write("red.tif", red, false);
  Geometry geometry;
  geometry.width = 600;
  geometry.height = 400;
  PatchSource source(geometry, 200, {{{0, 2}, path}, {{1, 0}, path}}, 2);
  std::vector<std::uint8_t> rgb(3 * 600 * 400), valid(600 * 400);
  source.read_rows(150, {rgb.data(), 3 * 600 * 150}, {valid.data(), 600 * 150});  // not whole patches
  source.read_rows(250, {&rgb[3 * 600 * 150], 3 * 600 * 250}, {&valid[600 * 150], 600 * 250});
  const auto at = [&](int x, int y) { return static_cast<std::size_t>(y * 600 + x); };
  for (const auto& [x, y] : {std::pair{400, 0}, {599, 199}, {0, 200}, {199, 399}}) {
    CHECK(valid[at(x, y)] == 255);
    CHECK(rgb[3 * at(x, y)] == 200);
  }
  for (const auto& [x, y] : {std::pair{399, 0}, {0, 0}, {599, 200}, {200, 399}}) {
    CHECK(valid[at(x, y)] == 0);
    CHECK(rgb[3 * at(x, y)] == 255);
  }
}

TEST_CASE("a patch that cannot be read is named") {
  const Files files;
  std::ofstream(files.folder / "bad.tif") << "no image";
  CHECK_THROWS_WITH(Shrunk((files.folder / "bad.tif").string(), 200), Catch::Contains("bad.tif"));
}
