// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_dalle.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "mosaic_fixture.hpp"
#include "raster/cog_budget.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::raster::test;

namespace {

const Geometry square{1200, 1200, 1000, 2000, 0.5, "EPSG:2154"};

Pixel texture(int x, int y) {
  const auto grain = static_cast<std::uint32_t>(x * 7919 + y * 104729) * 2654435761U >> 26;
  return Pixel{static_cast<std::uint8_t>(90 + grain), static_cast<std::uint8_t>(60 + x / 16 + grain),
               static_cast<std::uint8_t>(40 + y / 16)};
}

// Two halves, the western one with a mask where `alpha` is given.
std::vector<std::string> halves(const Folder& folder, const std::function<int(int, int)>& alpha) {
  std::vector<std::string> paths;
  for (const int half : {0, 1}) {
    Made made;
    made.width = 600;
    made.height = 1200;
    made.west = 1000 + half * 300;
    made.options =
        half == 0 ? std::vector<std::string>{"TILED=YES", "COMPRESS=DEFLATE"} : std::vector<std::string>{};
    made.colour = texture;
    if (half == 0) made.alpha = alpha;
    paths.push_back(make(folder / ("half-" + std::to_string(half) + ".tif"), made));
  }
  return paths;
}

struct Opened {
  explicit Opened(const std::vector<std::string>& paths) {
    for (const std::string& path : paths)
      inspections.push_back(inspect_source(path, square.crs, square.gsd_m, {}));
  }
  MosaicDalle dalle() const {
    std::vector<const MosaicSource*> sources;
    for (const Inspection& inspection : inspections) sources.push_back(&*inspection.source);
    return {square, sources, {}};
  }
  std::vector<Inspection> inspections;
};

}  // namespace

TEST_CASE("rows looked at in any order are those that reading gives, and do not move it") {
  const Folder folder;
  const Opened opened(halves(folder, [](int x, int y) { return x + y < 500 ? 0 : 255; }));
  MosaicDalle dalle = opened.dalle();
  const std::size_t width = 1200;
  std::vector<std::uint8_t> rgb(3 * width * width), valid(width * width);
  REQUIRE(dalle.has_mask());
  dalle.read_rows(1200, rgb, valid);
  for (const int row : {0, 16, 700, 700, 690, 1184, 3}) {
    std::vector<std::uint8_t> part(3 * width * 16), part_valid(width * 16);
    dalle.read_at(row, 16, part, part_valid);
    const auto at = static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(width);
    CHECK(std::equal(part.begin(), part.end(), rgb.begin() + 3 * at));
    CHECK(std::equal(part_valid.begin(), part_valid.end(), valid.begin() + at));
  }
  dalle.rewind();
  std::vector<std::uint8_t> again(rgb.size()), again_valid(valid.size());
  dalle.read_rows(1200, again, again_valid);
  CHECK(again == rgb);
  CHECK(again_valid == valid);
}

TEST_CASE("the COG within a budget made of the sources is the one made of their lossless dalle") {
  const Folder folder;
  std::function<int(int, int)> alpha;
  SECTION("no mask") {}
  SECTION("a mask") {
    alpha = [](int x, int y) { return x + y < 700 ? 0 : 255; };
  }
  SECTION("a mask that hides nothing") {
    alpha = [](int, int) { return 255; };
  }
  const Opened opened(halves(folder, alpha));
  CogOptions lossless;
  lossless.compression = Compression::zstd;
  lossless.overviews = false;
  CogOptions cog;
  lossless.jobs = cog.jobs = GENERATE(1U, 2U);
  const Budget budget{GENERATE(400'000U, 700'000U), 95, 30};

  MosaicDalle dalle = opened.dalle();
  MemorySink lossless_sink, cog_sink;
  const CogTarget beside{lossless_sink, lossless};
  const BudgetResult made = write_cog_within(dalle, cog_sink, cog, budget, &beside);
  REQUIRE(made.beside);
  REQUIRE(made.cog.written);
  CHECK(made.cog.size_bytes <= budget.ceiling_bytes);

  const std::string path = folder / "lossless.tif";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(lossless_sink.bytes().data()),
             static_cast<std::streamsize>(lossless_sink.bytes().size()));
  const OpenedDalle reopened = open_dalle(path, {});
  REQUIRE(reopened.source);
  MemorySink again;
  const BudgetResult expected = write_cog_within(*reopened.source, again, cog, budget);
  CHECK(made.cog.quality == expected.cog.quality);
  CHECK(made.encodings == expected.encodings);
  CHECK(cog_sink.bytes() == again.bytes());
}

TEST_CASE("a COG that comes out larger than was foreseen leaves the lossless dalle beside it whole") {
  const Folder folder;
  Made made;
  made.width = made.height = 1200;
  // The strips of the first row of blocks lie in its first 256 rows.
  made.colour = [](int x, int y) {
    const auto grain = static_cast<std::uint32_t>(x * 7919 + y * 104729) * 2654435761U >> 24;
    const bool noisy = y >= 256 && y < 400;
    return noisy ? Pixel{static_cast<std::uint8_t>(grain), static_cast<std::uint8_t>(grain * 7),
                         static_cast<std::uint8_t>(grain * 13)}
                 : Pixel{static_cast<std::uint8_t>(x / 8), 90, 60};
  };
  const Opened opened({make(folder / "a.tif", made)});
  CogOptions lossless;
  lossless.compression = Compression::zstd;
  lossless.overviews = false;
  MemorySink expected;
  {
    MosaicDalle dalle = opened.dalle();
    write_cog(dalle, expected, lossless);
  }
  Budget budget{120'000, 95, 30};
  budget.once = GENERATE(true, false);
  MosaicDalle dalle = opened.dalle();
  const Mosaic& mosaic = dalle.mosaic();
  MemorySink lossless_sink, cog_sink;
  const CogTarget beside{lossless_sink, lossless};
  const BudgetResult result = write_cog_within(dalle, cog_sink, CogOptions{}, budget, &beside);
  CHECK(result.encodings == (budget.once ? 1 : 2));
  CHECK(result.cog.written == !budget.once);
  CHECK(cog_sink.bytes().empty() == budget.once);
  CHECK(lossless_sink.bytes() == expected.bytes());
  CHECK(mosaic.plan().front().source->path == folder / "a.tif");
}

TEST_CASE("a source that fails while it is looked at is named") {
  const Folder folder;
  const std::vector<std::string> paths = halves(folder, nullptr);
  const Opened opened(paths);
  MosaicDalle dalle = opened.dalle();
  std::filesystem::resize_file(paths[1], 1000);
  std::vector<std::uint8_t> rgb(3 * 1200 * 16);
  CHECK_THROWS_AS(dalle.read_at(800, 16, rgb, {}), Error);
  REQUIRE(dalle.fault());
  CHECK(dalle.fault()->path == paths[1]);
}
