// SPDX-License-Identifier: Apache-2.0
#include "raster/dalle_reader.hpp"

#include "base/error.hpp"
#include "cog_samples.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

std::vector<std::byte> written(const Image& image, bool has_mask, Compression compression,
                               double quality = 90) {
  ImageSource source(image, has_mask);
  MemorySink sink;
  CogOptions options;
  options.compression = compression;
  options.quality = quality;
  write_cog(source, sink, options);
  return sink.bytes();
}

}  // namespace

TEST_CASE("a dalle is read back in rows, with its mask, white where it is not valid") {
  const Image image = make_image(800, 800, [](int x, int y) { return x < y; });
  const TemporaryFile file(written(image, true, Compression::zstd));
  const OpenedDalle opened = open_dalle(file.path(), {});
  REQUIRE(opened.source);
  CHECK(opened.findings.empty());
  CHECK(opened.source->has_mask());
  CHECK(opened.source->geometry().gsd_m == 0.05);
  CHECK(opened.source->geometry().west == 579000);
  CHECK_FALSE(opened.source->jpeg_quality());
  std::vector<std::uint8_t> rgb(3 * 800 * 500), valid(800 * 500);
  opened.source->read_rows(500, rgb, valid);
  opened.source->read_rows(300, std::span(rgb).first(3 * 800 * 300), std::span(valid).first(800 * 300));
  CHECK(std::equal(image.rgb.begin() + 3 * 800 * 500, image.rgb.end(), rgb.begin()));
  CHECK(std::equal(image.valid.begin() + 800 * 500, image.valid.end(), valid.begin()));
  opened.source->rewind();
  opened.source->read_rows(500, rgb, valid);
  CHECK(std::equal(rgb.begin(), rgb.end(), image.rgb.begin()));
}

TEST_CASE("the quality of a JPEG is known from its tables") {
  const Image image = make_image(800, 800);
  const TemporaryFile file(written(image, false, Compression::jpeg, 83));
  CHECK(open_dalle(file.path(), {}).source->jpeg_quality() == 83.0);
}

TEST_CASE("a dalle in another CRS is a finding") {
  const Image image = make_image(800, 800);
  const TemporaryFile file(written(image, false, Compression::zstd));
  DalleOptions options;
  options.crs = "EPSG:3945";
  const OpenedDalle opened = open_dalle(file.path(), options);
  CHECK_FALSE(opened.source);
  REQUIRE(opened.findings.size() == 1);
  CHECK(opened.findings[0].rule == "crs.other");
}

TEST_CASE("a damaged block is an error that names the file") {
  const Image image = make_image(800, 800);
  std::vector<std::byte> bytes = written(image, false, Compression::zstd);
  std::fill(bytes.end() - 200'000, bytes.end(), std::byte{0});
  const TemporaryFile file(bytes);
  const OpenedDalle opened = open_dalle(file.path(), {});
  REQUIRE(opened.source);
  std::vector<std::uint8_t> rgb(3 * 800 * 800);
  try {
    opened.source->read_rows(800, rgb, {});
    FAIL("read without an error");
  } catch (const Error& error) {
    CHECK(error.where() == file.path());
  }
}
