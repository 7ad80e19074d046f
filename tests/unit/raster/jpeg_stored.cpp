// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_stored.hpp"

#include "base/error.hpp"
#include "cog_samples.hpp"
#include "raster/dalle_reader.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

constexpr int side = 800;

std::vector<std::byte> cog(BandSource& source, CogOptions options, CogResult* result = nullptr) {
  MemorySink sink;
  const CogResult made = write_cog(source, sink, options);
  if (result) *result = made;
  return sink.bytes();
}

// The file as a contractor's GDAL would write it.
class DeliveredJpeg {
 public:
  explicit DeliveredJpeg(std::vector<std::string> options, const std::string& photometric = "YCBCR") {
    const Image image = make_image(side, side);
    ImageSource source(image, false);
    CogOptions lossless;
    lossless.compression = Compression::zstd;
    const TemporaryFile file(cog(source, lossless));
    const DatasetPtr from = open_dataset(file.path(), Formats::imagery);
    options.insert(options.end(), {"COMPRESS=JPEG", "JPEG_QUALITY=90", "PHOTOMETRIC=" + photometric});
    char** list = nullptr;
    for (const std::string& option : options) list = CSLAddString(list, option.c_str());
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    const DatasetPtr made(
        driver->CreateCopy(m_file.path().c_str(), from.get(), TRUE, list, nullptr, nullptr));
    CSLDestroy(list);
    REQUIRE(made);
  }
  std::string path() const { return m_file.path(); }

 private:
  TemporaryFile m_file{{}};
};

struct Stored {
  std::vector<std::uint8_t> rgb = std::vector<std::uint8_t>(3 * side * side);
  Coefficients coefficients;
};

Stored stored_of(const std::string& path) {
  const auto jpeg = StoredJpeg::open(path, side, side);
  REQUIRE(jpeg);
  Stored stored;
  jpeg->read_rows(side, stored.rgb, stored.coefficients);
  return stored;
}

bool same_coefficients(const Coefficients& a, const Coefficients& b) {
  for (std::size_t c = 0; c < 3; ++c) {
    const int blocks = side / 16 * Coefficients::blocks_a_mcu(c);
    for (int row = 0; row < blocks; ++row)
      if (!std::equal(a.at(c, row, 0), a.at(c, row, 0) + 64 * blocks, b.at(c, row, 0))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a dalle delivered as JPEG keeps its coefficients, however its blocks lie") {
  const auto options =
      GENERATE(std::vector<std::string>{"TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"},
               std::vector<std::string>{"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=128"},
               std::vector<std::string>{"BLOCKYSIZE=16"}, std::vector<std::string>{"BLOCKYSIZE=800"},
               std::vector<std::string>{"TILED=YES", "JPEGTABLESMODE=0"});
  const DeliveredJpeg delivered(options);
  const OpenedDalle opened = open_dalle(delivered.path(), {});
  REQUIRE(opened.source);
  REQUIRE(keep_jpeg_below(*opened.source, 95));
  const unsigned jobs = GENERATE(1U, 3U);
  CogOptions cog_options;
  cog_options.quality = 90;
  cog_options.jobs = jobs;
  CogResult result;
  const TemporaryFile made(cog(*opened.source, cog_options, &result));
  CHECK(result.kept_blocks == 4);
  CHECK_FALSE(result.psnr_y_db);
  const Stored before = stored_of(delivered.path());
  CHECK(same_coefficients(before.coefficients, stored_of(made.path()).coefficients));

  // And the pixels that the overviews are made of are those that GDAL reads.
  std::vector<std::uint8_t> rgb(before.rgb.size());
  open_dalle(delivered.path(), {}).source->read_rows(side, rgb, {});
  CHECK(before.rgb == rgb);
}

TEST_CASE("blocks that reach beyond the image are encoded, the whole ones are kept") {
  const DeliveredJpeg delivered({"TILED=YES"});
  const OpenedDalle opened = open_dalle(delivered.path(), {});
  REQUIRE(keep_jpeg_below(*opened.source, 90));
  CogOptions options;
  options.layout = Layout::classic;
  CogResult result;
  const TemporaryFile made(cog(*opened.source, options, &result));
  CHECK(result.plan.block_px == 512);
  CHECK(result.kept_blocks == 1);
  std::vector<std::uint8_t> before(3 * side * side), after(before.size());
  open_dalle(delivered.path(), {}).source->read_rows(side, before, {});
  open_dalle(made.path(), {}).source->read_rows(side, after, {});
  double squares = 0;
  for (std::size_t i = 0; i < before.size(); ++i) squares += (before[i] - after[i]) * (before[i] - after[i]);
  CHECK(squares / static_cast<double>(before.size()) < 4);
}

TEST_CASE("a JPEG is not kept below its own quality, nor where its blocks cannot be carried over") {
  const DeliveredJpeg delivered({"TILED=YES"});
  CHECK_FALSE(keep_jpeg_below(*open_dalle(delivered.path(), {}).source, 89));
  const DeliveredJpeg rgb({"TILED=YES"}, "RGB");
  CHECK_FALSE(StoredJpeg::open(rgb.path(), side, side));
  CHECK_FALSE(keep_jpeg_below(*open_dalle(rgb.path(), {}).source, 95));
  const DeliveredJpeg straddling({"BLOCKYSIZE=24"});
  CHECK_FALSE(StoredJpeg::open(straddling.path(), side, side));
}

TEST_CASE("damage in a kept JPEG is an error that names the file") {
  const DeliveredJpeg delivered({"TILED=YES"});
  const auto size = std::filesystem::file_size(delivered.path());
  std::fstream file(delivered.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(size / 2));
  const std::vector<char> zeros(20'000, 0);
  file.write(zeros.data(), 20'000);
  file.close();
  const OpenedDalle opened = open_dalle(delivered.path(), {});
  REQUIRE(opened.source);
  if (!keep_jpeg_below(*opened.source, 95)) return;  // the head of a block was hit: the ordinary way tells
  try {
    cog(*opened.source, {});
    FAIL("read without an error");
  } catch (const Error& error) {
    CHECK(error.where() == delivered.path());
  }
}

TEST_CASE("streams that GDAL reads but whose coefficients cannot be laid out anew are not kept") {
  const std::string folder = PCRS_SOURCE_DIR "/tests/unit/raster/jpeg/";
  SECTION("several scans, between which a table changes: encoded again") {
    const OpenedDalle opened = open_dalle(folder + "tables-change-between-scans.tif", {});
    REQUIRE(opened.source);
    CHECK_FALSE(keep_jpeg_below(*opened.source, 100));
  }
  SECTION("each difference of DC is legal, their sum is not: damage") {
    const std::string path = folder + "dc-beyond-8-bit.tif";
    const OpenedDalle opened = open_dalle(path, {});
    REQUIRE(opened.source);
    REQUIRE(keep_jpeg_below(*opened.source, 100));
    try {
      cog(*opened.source, {});
      FAIL("written without an error");
    } catch (const Error& error) {
      CHECK(error.where() == path);
    }
  }
  SECTION("a file of another size than the one inspected") {
    const DeliveredJpeg delivered({"TILED=YES"});
    CHECK_FALSE(StoredJpeg::open(delivered.path(), side, side + 16));
  }
}
