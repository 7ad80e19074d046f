// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_layout.hpp"

#include "cog_samples.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

TiffFile one_grey_block(bool big) {
  TiffFile file;
  file.geometry = {16, 16, 579000, 6375000, 0.05, "EPSG:2154"};
  file.block_px = 16;
  file.compression = Compression::none;
  file.big = big;
  file.levels = {{16, 16, {{0, 16 * 16 * 3}}, {}, {}}};
  return file;
}

}  // namespace

TEST_CASE("classic TIFF and BigTIFF headers lead to the same image") {
  const bool big = GENERATE(false, true);
  TiffFile file = one_grey_block(big);
  const std::size_t header = tiff_header(file).size();
  file.levels[0].image[0].offset = header + leader_bytes;
  std::vector<std::byte> bytes = tiff_header(file);
  REQUIRE(bytes.size() == header);
  append_framed(bytes, std::vector<std::byte>(16 * 16 * 3, std::byte{77}));
  CHECK(std::to_integer<int>(bytes[2]) == (big ? 43 : 42));
  const TemporaryFile temporary(bytes);
  const auto dataset = open_dataset(temporary.path());
  CHECK(read_level(*dataset, -1).rgb == std::vector<std::uint8_t>(16 * 16 * 3, 77));
}

TEST_CASE("the ghost block says what GDAL's own says, to the byte") {
  TiffFile file = one_grey_block(false);
  const std::string plain(as_text(tiff_header(file)).substr(8, 184));
  CHECK(plain.starts_with("GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\nLAYOUT=IFDS_BEFORE_DATA\n"));
  CHECK(plain.substr(0, 183).ends_with("KNOWN_INCOMPATIBLE_EDITION=NO\n "));
  file.masked = true;
  file.levels[0].mask = {{0, 10}};
  const std::vector<std::byte> masked = tiff_header(file);
  CHECK(as_text(masked).substr(8, 43) == "GDAL_STRUCTURAL_METADATA_SIZE=000174 bytes\n");
  CHECK(as_text(masked).substr(8 + 43, 174).ends_with("=NO\n MASK_INTERLEAVED_WITH_IMAGERY=YES\n"));
  CHECK(std::to_integer<int>(masked[4]) == 226);  // where GDAL puts the first directory too
}

TEST_CASE("a block is framed by its size and its last bytes, however short") {
  std::vector<std::byte> bytes;
  append_framed(bytes, as_bytes("abcdef"));
  CHECK(as_text(bytes) == std::string_view("\6\0\0\0abcdefcdef", 14));
  bytes.clear();
  append_framed(bytes, as_bytes("ab"));
  CHECK(bytes.size() == 4 + 2 + 4);
}
