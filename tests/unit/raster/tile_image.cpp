// SPDX-License-Identifier: Apache-2.0
#include "raster/tile_image.hpp"

#include <fcntl.h>

#include "base/error.hpp"
#include "cog_samples.hpp"
#include "raster/cog_index.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

// A JPEG COG of 1200 px in blocks of 400, its right third masked but for a slanted edge.
struct Cog {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("pcrs-tile-image-" + std::to_string(::getpid()) + ".tif");
  Geometry placed;
  int descriptor = -1;
  Cog() {
    const Image image = make_image(1200, 1200, [](int x, int y) { return x > 900 + y / 20; });
    ImageSource source(image, true);
    placed = source.geometry();
    MemorySink sink;
    write_cog(source, sink, CogOptions{});
    std::ofstream(path, std::ios::binary) << as_text(sink.bytes());
    descriptor = ::open(path.c_str(), O_RDONLY);
  }
  ~Cog() {
    ::close(descriptor);
    std::filesystem::remove(path);
  }
  std::vector<std::byte> bytes(const BlockPlace& place) const {
    std::vector<std::byte> bytes(place.size_bytes);
    REQUIRE(::pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(place.offset)) ==
            static_cast<ssize_t>(bytes.size()));
    return bytes;
  }
};

// What GDAL decodes of an encoded image, band by band.
std::vector<std::uint8_t> decoded(const std::string& bytes, int bands, int side) {
  GDALAllRegister();
  const char* name = "/vsimem/tile-under-test";
  VSIFCloseL(VSIFileFromMemBuffer(name, const_cast<GByte*>(reinterpret_cast<const GByte*>(bytes.data())),
                                  bytes.size(), FALSE));
  const DatasetPtr dataset(GDALDataset::Open(name));
  REQUIRE(dataset);
  REQUIRE(dataset->GetRasterCount() == bands);
  REQUIRE(dataset->GetRasterXSize() == side);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(bands * side * side));
  REQUIRE(dataset->RasterIO(GF_Read, 0, 0, side, side, pixels.data(), side, side, GDT_Byte, bands, nullptr,
                            bands, static_cast<GSpacing>(bands) * side, 1) == CE_None);
  VSIUnlink(name);
  return pixels;
}

}  // namespace

TEST_CASE("a block with its header rebuilt decodes to the pixels of the COG") {
  const Cog cog;
  const CogIndex index = read_cog_index(cog.descriptor, "cog");
  CHECK(index.block_px == 400);
  REQUIRE(!index.levels.empty());
  const TiffLevel& full = index.levels[0];
  REQUIRE(full.image.size() == 9);
  REQUIRE(full.mask.size() == 9);
  const std::string jpeg = whole_jpeg(full.jpeg_tables, cog.bytes(full.image[3]));  // left of the second row
  const auto pixels = decoded(jpeg, 3, 400);
  TileImage image(400, 400);
  lay_over(image, cog.placed.west, cog.placed.north - 20, 0.05, cog.path.string(), cog.placed);
  REQUIRE(image.is_opaque());
  for (std::size_t i = 0; i < 400 * 400; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel)
      REQUIRE(pixels[3 * i + channel] == image.rgba[4 * i + channel]);
}

TEST_CASE("masks say what a block shows") {
  const Cog cog;
  const CogIndex index = read_cog_index(cog.descriptor, "cog");
  const TiffLevel& full = index.levels[0];
  CHECK(coverage_of(cog.bytes(full.mask[0]), 400) == Coverage::all);
  CHECK(coverage_of(cog.bytes(full.mask[2]), 400) == Coverage::some);
  CHECK(coverage_of(as_bytes("no zlib"), 400) == Coverage::some);
  CHECK(index.level_of_width(1200) == &full);
  CHECK(index.level_of_width(1201) == nullptr);
}

TEST_CASE("files that are no JPEG COG are refused, by their name") {
  const Cog cog;
  const int nothing = ::open("/dev/null", O_RDONLY);
  CHECK_THROWS_WITH(read_cog_index(nothing, "name.tif"), Catch::Contains("name.tif"));
  ::close(nothing);
  CHECK_THROWS_AS(whole_jpeg({}, as_bytes("nothing")), Error);
}

TEST_CASE("an image that is not where the index says it is shows nothing rather than black") {
  const Cog cog;
  Geometry larger = cog.placed;
  larger.width *= 2;
  TileImage image(400, 400);
  CHECK_THROWS_WITH(lay_over(image, cog.placed.west, cog.placed.north, 0.05, cog.path.string(), larger),
                    Catch::Contains("size"));
  CHECK(image.is_blank());
}

TEST_CASE("at an edge: white in JPEG, transparent in PNG and WebP, black nowhere") {
  const Cog cog;
  TileImage image(400, 400);
  lay_over(image, cog.placed.west + 40, cog.placed.north, 0.05, cog.path.string(), cog.placed);
  CHECK(!image.is_opaque());
  CHECK(!image.is_blank());
  const auto jpeg = decoded(encode_tile(image, TileFormat::jpeg), 3, 400);
  const auto png = decoded(encode_tile(image, TileFormat::png), 4, 400);
  const auto webp = decoded(encode_tile(image, TileFormat::webp), 4, 400);
  for (std::size_t i = 0; i < 400 * 400; ++i) {
    const bool valid = image.rgba[4 * i + 3] != 0;
    REQUIRE(valid == (static_cast<int>(i % 400) + 800 <= 900 + static_cast<int>(i / 400) / 20));
    REQUIRE(png[4 * i + 3] == (valid ? 255 : 0));
    REQUIRE(webp[4 * i + 3] == (valid ? 255 : 0));
    if (valid) REQUIRE(png[4 * i] == image.rgba[4 * i]);
    if (!valid) REQUIRE(jpeg[3 * i] > 150);  // next to the edge JPEG rings, around white
    if (static_cast<int>(i % 400) + 800 > 950) REQUIRE(jpeg[3 * i] >= 250);
  }
}

TEST_CASE("coarser pixels come from the overviews; two files lie beside each other") {
  const Cog cog;
  Geometry beside = cog.placed;
  beside.west -= 60;
  TileImage image(400, 400);
  lay_over(image, cog.placed.west - 60, cog.placed.north, 0.3, cog.path.string(), beside);
  lay_over(image, cog.placed.west - 60, cog.placed.north, 0.3, cog.path.string(), cog.placed);
  const auto alpha = [&](int x, int y) { return image.rgba[4 * static_cast<std::size_t>(y * 400 + x) + 3]; };
  CHECK(alpha(10, 10) == 255);
  CHECK(alpha(170, 10) == 0);  // masked
  CHECK(alpha(210, 10) == 255);
  CHECK(alpha(390, 10) == 0);
  CHECK(alpha(10, 210) == 0);  // below both
}

TEST_CASE("warped to Web Mercator, what is not valid tints nothing") {
  const Cog cog;
  TileImage source(400, 400);
  lay_over(source, cog.placed.west, cog.placed.north, 0.2, cog.path.string(), cog.placed);
  const std::array<double, 4> box{cog.placed.west, cog.placed.north - 80, cog.placed.west + 80,
                                  cog.placed.north};
  const auto bounds = bounds_in(box, "EPSG:2154", "EPSG:3857");
  const TileImage warped =
      warp_tile(source, cog.placed.west, cog.placed.north, 0.2, "EPSG:2154", bounds, 256, 256, "EPSG:3857");
  CHECK(!warped.is_blank());
  CHECK(!warped.is_opaque());
  for (std::size_t i = 0; i < 256 * 256; ++i)
    if (warped.rgba[4 * i + 3] == 255) REQUIRE(warped.rgba[4 * i] < 245);  // the image has no white
  const auto back = bounds_in(bounds, "EPSG:3857", "EPSG:2154");
  CHECK(std::abs(back[0] - box[0]) < 5);
}
