// SPDX-License-Identifier: Apache-2.0
#include "raster/plain_tiff.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "mosaic_fixture.hpp"

using namespace pcrs::raster;
using namespace pcrs::raster::test;

namespace {

using Options = std::vector<std::string>;

constexpr int width = 70, height = 50;

std::string make_plain(const Folder& folder, const Options& options) {
  Made made;
  made.width = width;
  made.height = height;
  made.options = options;
  return make(folder / "a.tif", made);
}

std::unique_ptr<PlainTiff> open_plain(const std::string& path) {
  return PlainTiff::open(path, width, height);
}

// Each pixel of the window, and nothing of the two bytes after each row.
bool reads_window(PlainTiff& plain, int x, int y, int columns, int rows) {
  const auto stride = static_cast<std::size_t>(columns) * 3 + 2;
  std::vector<std::uint8_t> rgb(stride * static_cast<std::size_t>(rows), 99);
  plain.read(x, y, columns, rows, rgb.data(), stride);
  std::vector<std::uint8_t> expected;
  for (int row = y; row < y + rows; ++row) {
    for (int column = x; column < x + columns; ++column)
      for (const int value : {column, row, 7}) expected.push_back(static_cast<std::uint8_t>(value));
    expected.insert(expected.end(), 2, 99);
  }
  return rgb == expected;
}

// Changes a file as a damaged disk or a careless program would.
void overwrite(const std::string& path, std::uint32_t tag, std::uint32_t value) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto number = [&](std::streamoff at, std::size_t bytes) {
    std::uint32_t read = 0;
    file.seekg(at);
    file.read(reinterpret_cast<char*>(&read), static_cast<std::streamsize>(bytes));
    return read;
  };
  const std::streamoff directory = number(4, 4);
  for (std::uint32_t i = 0; i < number(directory, 2); ++i) {
    const std::streamoff entry = directory + 2 + 12 * std::streamoff{i};
    if (number(entry, 2) != tag) continue;
    const std::uint32_t size = number(entry + 2, 2) == TIFF_SHORT ? 2 : 4;
    const bool inside = number(entry + 4, 4) * size <= 4;
    const std::streamoff values = inside ? entry + 8 : std::streamoff{number(entry + 8, 4)};
    file.seekp(values);
    file.write(reinterpret_cast<const char*>(&value), std::streamsize{size});
    return;
  }
  FAIL("the test's file has no such tag");
}

}  // namespace

TEST_CASE("uncompressed RGB is read from where it stands, in strips and tiles of any size") {
  const Folder folder;
  for (const Options& options :
       std::vector<Options>{{},
                            {"BLOCKYSIZE=1"},
                            {"BLOCKYSIZE=7"},
                            {"BLOCKYSIZE=50", "BIGTIFF=YES"},
                            {"TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=32"},
                            {"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256"},
                            {"TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16", "ENDIANNESS=BIG"}}) {
    const auto plain = open_plain(make_plain(folder, options));
    REQUIRE(plain);
    CHECK(reads_window(*plain, 0, 0, width, height));
    CHECK(reads_window(*plain, 0, 5, width, 20));
    CHECK(reads_window(*plain, 15, 31, 18, 3));
    CHECK(reads_window(*plain, 69, 49, 1, 1));
  }
}

TEST_CASE("more pieces than one call takes") {
  const Folder folder;
  Made made;
  made.width = 3;
  made.height = 5000;
  const auto plain = PlainTiff::open(make(folder / "a.tif", made), 3, 5000);
  REQUIRE(plain);
  std::vector<std::uint8_t> rgb(5000 * 10);
  plain->read(0, 0, 3, 5000, rgb.data(), 10);
  for (std::size_t row = 0; row < 5000; ++row) REQUIRE(rgb[row * 10 + 4] == row % 256);
}

TEST_CASE("what is stored otherwise is left to GDAL") {
  const Folder folder;
  for (const Options& options : std::vector<Options>{{"COMPRESS=DEFLATE"}, {"INTERLEAVE=BAND"}})
    CHECK_FALSE(open_plain(make_plain(folder, options)));
  Made four;
  four.width = width;
  four.height = height;
  four.bands = 4;
  CHECK_FALSE(open_plain(make(folder / "four.tif", four)));
  CHECK_FALSE(PlainTiff::open(make_plain(folder, {}), width, height + 1));
  CHECK_FALSE(open_plain(folder / "none.tif"));
}

TEST_CASE("pixels that are not all in the file are left to GDAL") {
  const Folder folder;
  const std::string path = make_plain(folder, {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"});
  SECTION("cut short") {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  }
  SECTION("an offset beyond the end") {
    overwrite(path, TIFFTAG_TILEOFFSETS, 0xfffffff0);
  }
  SECTION("an offset of nowhere") {
    overwrite(path, TIFFTAG_TILEOFFSETS, 0);
  }
  SECTION("too few bytes") {
    overwrite(path, TIFFTAG_TILEBYTECOUNTS, 64 * 64 * 3 - 1);
  }
  CHECK_FALSE(open_plain(path));
}

TEST_CASE("a file cut short while it is read is an error that names it") {
  const Folder folder;
  const std::string path = make_plain(folder, {});
  const auto plain = open_plain(path);
  REQUIRE(plain);
  std::filesystem::resize_file(path, 1000);
  std::vector<std::uint8_t> rgb(3 * width * height);
  try {
    plain->read(0, 0, width, height, rgb.data(), 3 * width);
    FAIL("read without an error");
  } catch (const pcrs::Error& error) {
    CHECK(error.where() == path);
  }
}
