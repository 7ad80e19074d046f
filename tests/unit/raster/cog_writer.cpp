// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_writer.hpp"

#include <ogr_spatialref.h>

#include <cstring>

#include "base/error.hpp"
#include "cog_samples.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

struct Written {
  CogResult result;
  std::vector<std::byte> bytes;
};

Written write(const Image& image, bool has_mask, const CogOptions& options) {
  ImageSource source(image, has_mask);
  MemorySink sink;
  Written written{write_cog(source, sink, options), {}};
  CHECK(source.rows_read() == image.height);
  written.bytes = sink.bytes();
  return written;
}

CogOptions lossless(Compression compression) {
  CogOptions options;
  options.compression = compression;
  return options;
}

bool corner_masked(int x, int y) {
  return x + y < 700 || x > 1500;
}

std::uint64_t number_of(GDALRasterBand* band, const std::string& item) {
  const char* const text = band->GetMetadataItem(item.c_str(), "TIFF");
  return text ? std::stoull(text) : 0;
}

// What GDAL's own validator looks at in full: leaders, trailers, order, masks right behind their images.
void check_blocks(GDALRasterBand* band, const std::vector<std::byte>& bytes, bool masked) {
  int block_px = 0, same = 0;
  band->GetBlockSize(&block_px, &same);
  std::uint64_t last = 0;
  for (int y = 0; y * block_px < band->GetYSize(); ++y) {
    for (int x = 0; x * block_px < band->GetXSize(); ++x) {
      const std::string at = std::to_string(x) + "_" + std::to_string(y);
      const std::uint64_t offset = number_of(band, "BLOCK_OFFSET_" + at);
      const std::uint64_t size = number_of(band, "BLOCK_SIZE_" + at);
      REQUIRE(offset > last);
      last = offset;
      std::uint32_t leader = 0;
      std::memcpy(&leader, bytes.data() + offset - 4, 4);
      REQUIRE(leader == size);
      REQUIRE(std::memcmp(bytes.data() + offset + size - 4, bytes.data() + offset + size, 4) == 0);
      if (masked) REQUIRE(number_of(band->GetMaskBand(), "BLOCK_OFFSET_" + at) == offset + size + 8);
    }
  }
}

void check_georeference(GDALDataset& dataset) {
  double transform[6] = {};
  REQUIRE(dataset.GetGeoTransform(transform) == CE_None);
  CHECK(std::vector<double>(transform, transform + 6) ==
        std::vector<double>{579000, 0.05, 0, 6375000, 0, -0.05});
  REQUIRE(dataset.GetSpatialRef() != nullptr);
  CHECK(std::string(dataset.GetSpatialRef()->GetAuthorityName(nullptr)) == "EPSG");
  CHECK(std::string(dataset.GetSpatialRef()->GetAuthorityCode(nullptr)) == "2154");
}

}  // namespace

TEST_CASE("a lossless COG keeps every pixel, and its overviews are the plain average") {
  const bool masked = GENERATE(false, true);
  const auto compression = GENERATE(Compression::none, Compression::deflate, Compression::zstd);
  const Image image = masked ? make_image(1600, 1600, corner_masked) : make_image(1600, 1600);
  const Written written = write(image, masked, lossless(compression));
  CHECK(written.result.plan.block_px == 400);
  CHECK(written.result.plan.factors == std::vector<int>{2, 4});
  CHECK(written.result.masked == masked);
  CHECK(written.result.size_bytes == written.bytes.size());
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  check_georeference(*dataset);
  const Image full = read_level(*dataset, -1), half = read_level(*dataset, 0),
              quarter = read_level(*dataset, 1);
  CHECK(full.rgb == image.rgb);
  CHECK(full.valid == image.valid);
  CHECK(half.rgb == average(image, 2).rgb);
  CHECK(half.valid == average(image, 2).valid);
  CHECK(quarter.rgb == average(average(image, 2), 2).rgb);
  for (int level = -1; level < 2; ++level) {
    GDALRasterBand* band = dataset->GetRasterBand(1);
    check_blocks(level < 0 ? band : band->GetOverview(level), written.bytes, masked);
  }
}

TEST_CASE("a 4000 px dalle has 400 px blocks and the factors 2, 5, 10, each from the level that it divides") {
  const Image image = make_image(4000, 4000);
  const Written written = write(image, false, lossless(Compression::zstd));
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  const Image five = average(image, 5);
  CHECK(read_level(*dataset, 0).rgb == average(image, 2).rgb);
  CHECK(read_level(*dataset, 1).rgb == five.rgb);
  CHECK(read_level(*dataset, 2).rgb == average(five, 2).rgb);
}

TEST_CASE("sides that no block divides are padded, and averaged over what there is") {
  const int width = 1201, height = 777;
  const auto mask = [](int x, int y) { return x > 1100 && y < 300; };
  const Image image = make_image(width, height, mask);
  const Written written = write(image, true, lossless(Compression::deflate));
  CHECK(written.result.plan.block_px == 512);
  CHECK_FALSE(written.result.plan.note.empty());
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  CHECK(read_level(*dataset, -1).rgb == image.rgb);
  CHECK(read_level(*dataset, 0).rgb == average(image, 2).rgb);
  CHECK(read_level(*dataset, 1).valid == average(average(image, 2), 2).valid);
}

TEST_CASE("a JPEG COG: overviews before the full resolution, white under the mask, PSNR as measured") {
  const Image image = make_image(1600, 1600, corner_masked);
  CogOptions options;
  options.quality = 93.5;
  const Written written = write(image, true, options);
  CHECK(written.result.masked);
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  check_georeference(*dataset);
  const Image full = read_level(*dataset, -1);
  CHECK(full.valid == image.valid);
  double squares = 0, count = 0;
  for (std::size_t i = 0; i < image.valid.size(); ++i) {
    if (image.valid[i] == 0) continue;
    const auto luma = [i](const Image& of) {
      return 0.299 * of.rgb[3 * i] + 0.587 * of.rgb[3 * i + 1] + 0.114 * of.rgb[3 * i + 2];
    };
    squares += std::pow(luma(full) - luma(image), 2);
    count += 1;
  }
  const double psnr = 10 * std::log10(255 * 255 * count / squares);
  REQUIRE(written.result.psnr_y_db);
  CHECK(*written.result.psnr_y_db == Approx(psnr).margin(0.3));
  CHECK(written.result.psnr_sample_px == static_cast<std::uint64_t>(count));
  CHECK(written.result.valid_share == Approx(count / (1600.0 * 1600)));
  CHECK(full.rgb[0] == 255);  // far from any valid pixel
  GDALRasterBand* const band = dataset->GetRasterBand(1);
  for (int level = -1; level < 2; ++level)
    check_blocks(level < 0 ? band : band->GetOverview(level), written.bytes, true);
  CHECK(number_of(band->GetOverview(1), "BLOCK_OFFSET_0_0") <
        number_of(band->GetOverview(0), "BLOCK_OFFSET_0_0"));
  CHECK(number_of(band->GetOverview(0), "BLOCK_OFFSET_1_1") < number_of(band, "BLOCK_OFFSET_0_0"));
}

TEST_CASE("threads change no byte") {
  const Image image = make_image(1600, 1600, corner_masked);
  CogOptions options;
  options.compression = GENERATE(Compression::jpeg, Compression::zstd);
  const Written one = write(image, true, options);
  options.jobs = 3;
  CHECK(write(image, true, options).bytes == one.bytes);
}

TEST_CASE("a mask without an invalid pixel is left out") {
  const Image image = make_image(800, 800);
  const auto compression = GENERATE(Compression::jpeg, Compression::zstd);
  const Written written = write(image, true, lossless(compression));
  CHECK_FALSE(written.result.masked);
  CHECK(written.result.valid_share == 1.0);
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  CHECK(dataset->GetRasterBand(1)->GetMaskFlags() == GMF_ALL_VALID);
  if (compression == Compression::jpeg)
    CHECK(written.bytes == write(image, false, lossless(compression)).bytes);
}

TEST_CASE("a dalle without any valid pixel is white and masked") {
  const Image image = make_image(800, 800, [](int, int) { return true; });
  const Written written = write(image, true, CogOptions{});
  CHECK(written.result.valid_share == 0.0);
  CHECK_FALSE(written.result.psnr_y_db);
  const TemporaryFile file(written.bytes);
  const auto dataset = open_dataset(file.path());
  const Image full = read_level(*dataset, -1);
  CHECK(full.rgb == image.rgb);
  CHECK(full.valid == image.valid);
}

TEST_CASE("over its ceiling nothing is written, and the size is told") {
  const Image image = make_image(800, 800);
  CogOptions options;
  const std::uint64_t size = write(image, false, options).result.size_bytes;
  options.ceiling_bytes = size - 1;
  const Written over = write(image, false, options);
  CHECK_FALSE(over.result.written);
  CHECK(over.result.size_bytes == size);
  CHECK(over.bytes.empty());
  options.ceiling_bytes = size;
  CHECK(write(image, false, options).result.written);
}

TEST_CASE("without overviews the file is a plain tiled dalle") {
  const Image image = make_image(800, 800);
  CogOptions options = lossless(Compression::zstd);
  options.overviews = false;
  const TemporaryFile file(write(image, false, options).bytes);
  const auto dataset = open_dataset(file.path());
  CHECK(dataset->GetRasterBand(1)->GetOverviewCount() == 0);
  CHECK(read_level(*dataset, -1).rgb == image.rgb);
}

TEST_CASE("a CRS that is no EPSG code of a projection in metres is refused") {
  const Image image = make_image(16, 16);
  class Elsewhere : public ImageSource {
   public:
    Elsewhere(const Image& of, std::string crs)
        : ImageSource(of, false), m_elsewhere(ImageSource::geometry()) {
      m_elsewhere.crs = std::move(crs);
    }
    const Geometry& geometry() const override { return m_elsewhere; }

   private:
    Geometry m_elsewhere;
  } source(image, GENERATE("EPSG:4326", "Lambert-93", "EPSG:99999"));
  MemorySink sink;
  CHECK_THROWS_AS(write_cog(source, sink, CogOptions{}), Error);
}

TEST_CASE("one read gives a lossless dalle and its COG, the same as one read each") {
  const bool masked = GENERATE(false, true);
  const Image image = masked ? make_image(2000, 1200, corner_masked) : make_image(2000, 1200);
  CogOptions dalle = lossless(Compression::zstd), cog;
  dalle.overviews = false;
  cog.quality = 88;
  dalle.jobs = GENERATE(1U, 3U);
  ImageSource source(image, masked);
  MemorySink dalle_sink, cog_sink;
  const CogTarget targets[] = {{dalle_sink, dalle}, {cog_sink, cog}};
  const auto results = write_cogs(source, targets);
  CHECK(source.rows_read() == image.height);
  CHECK(results.size() == 2);
  CHECK(dalle_sink.bytes() == write(image, masked, dalle).bytes);
  CHECK(cog_sink.bytes() == write(image, masked, cog).bytes);

  cog.layout = Layout::classic;
  const CogTarget unlike[] = {{dalle_sink, dalle}, {cog_sink, cog}};
  ImageSource again(image, masked);
  CHECK_THROWS_AS(write_cogs(again, unlike), Error);
}
