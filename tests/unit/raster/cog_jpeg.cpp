// SPDX-License-Identifier: Apache-2.0
// JPEG inside the COG: tables, their training, and that blocks are what other readers make of them.
#include <cstdio>
// libjpeg's header wants size_t and FILE declared before it.
#include <jpeglib.h>

#include <numeric>
#include <set>

#include "base/error.hpp"
#include "cog_samples.hpp"
#include "raster/jpeg_training.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

QuantTables libjpeg_tables(int quality) {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  jpeg_set_quality(&codec, quality, TRUE);
  QuantTables tables;
  std::copy_n(codec.quant_tbl_ptrs[0]->quantval, 64, tables.luma.begin());
  std::copy_n(codec.quant_tbl_ptrs[1]->quantval, 64, tables.chroma.begin());
  jpeg_destroy_compress(&codec);
  return tables;
}

RgbView view_of(const Image& image) {
  return {image.rgb.data(), static_cast<std::size_t>(image.width) * 3, image.width, image.height};
}

void check_complete(const HuffmanTable& table, std::size_t symbols) {
  double used = 0;
  std::size_t codes = 0;
  for (std::size_t length = 1; length <= 16; ++length) {
    used += table.lengths[length] * std::pow(0.5, length);
    codes += table.lengths[length];
  }
  CHECK(codes == symbols);
  CHECK(used < 1.0);  // the code of all ones stays free
  CHECK(std::set<int>(table.symbols.begin(), table.symbols.end()).size() == symbols);
}

// RGB of one JPEG stream as any reader decodes it.
std::vector<std::uint8_t> decode(std::vector<std::byte> stream) {
  jpeg_decompress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&codec);
  jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(stream.data()), stream.size());
  jpeg_read_header(&codec, TRUE);
  CHECK(codec.saw_JFIF_marker == FALSE);
  CHECK(codec.saw_Adobe_marker == FALSE);
  CHECK(codec.comp_info[0].h_samp_factor == 2);
  jpeg_start_decompress(&codec);
  std::vector<std::uint8_t> rgb(std::size_t{3} * codec.output_width * codec.output_height);
  while (codec.output_scanline < codec.output_height) {
    JSAMPROW row = rgb.data() + std::size_t{3} * codec.output_scanline * codec.output_width;
    jpeg_read_scanlines(&codec, &row, 1);
  }
  jpeg_destroy_decompress(&codec);
  return rgb;
}

std::vector<std::byte> bytes_at(const std::vector<std::byte>& file, GDALRasterBand* band, int x, int y) {
  const std::string at = std::to_string(x) + "_" + std::to_string(y);
  const auto number = [&](const std::string& item) {
    return std::stoll(band->GetMetadataItem((item + at).c_str(), "TIFF"));
  };
  const auto start = file.begin() + number("BLOCK_OFFSET_");
  return {start, start + number("BLOCK_SIZE_")};
}

std::vector<std::byte> from_hex(const std::string& text) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

}  // namespace

TEST_CASE("the quality of an IJG table is recognised, and so is that of ours in tenths") {
  for (int quality = 1; quality <= 100; ++quality) {
    CAPTURE(quality);
    const double estimate = estimated_quality(libjpeg_tables(quality).luma);
    REQUIRE(estimate == std::round(estimate));
    REQUIRE(libjpeg_tables(static_cast<int>(estimate)).luma == libjpeg_tables(quality).luma);
  }
  CHECK(estimated_quality(libjpeg_tables(90).luma) == 90.0);
  for (int tenths = 10; tenths <= 1000; ++tenths) {
    CAPTURE(tenths);
    const QuantTable luma = quant_tables(tenths / 10.0).luma;
    REQUIRE(quant_tables(estimated_quality(luma)).luma == luma);
  }
  CHECK(estimated_quality(quant_tables(93.3).luma) == Approx(93.3).margin(0.11));
  CHECK(estimated_quality(quant_tables(80.07).luma) ==
        Approx(80.07).margin(0.3));  // by no step that is tried
}

TEST_CASE(
    "chroma has the tables of libjpeg, luma is flatter and no entry is coarser than libjpeg's coarsest") {
  for (int quality = 1; quality <= 100; ++quality) {
    CAPTURE(quality);
    const QuantTables ours = quant_tables(quality), ijg = libjpeg_tables(quality);
    REQUIRE(ours.chroma == ijg.chroma);
    const auto range = [](const QuantTable& table) {
      const auto [least, most] = std::minmax_element(table.begin(), table.end());
      return *most - *least;
    };
    REQUIRE(range(ours.luma) <= range(ijg.luma));
    REQUIRE(*std::max_element(ours.luma.begin(), ours.luma.end()) <=
            *std::max_element(ijg.luma.begin(), ijg.luma.end()));
  }
}

TEST_CASE("fractions of a quality lie between its neighbours") {
  const auto sum = [](double quality) {
    const QuantTable table = quant_tables(quality).luma;
    return std::accumulate(table.begin(), table.end(), 0);
  };
  CHECK(sum(95) > sum(95.4));
  CHECK(sum(95.4) > sum(96));
  CHECK_THROWS_AS(quant_tables(0), Error);
  CHECK_THROWS_AS(quant_tables(100.5), Error);
}

TEST_CASE("trained tables code every symbol, and no worse than those of Annex K") {
  const Image image = make_image(400, 400);
  const std::vector<RgbView> views{view_of(image)};
  const QuantTables quant = quant_tables(90);
  const SymbolCounts counts = count_symbols(views, quant, 2);
  const HuffmanTables tables = trained_tables(counts);
  for (std::size_t i = 0; i < 2; ++i) {
    check_complete(tables.dc[i], 12);
    check_complete(tables.ac[i], 162);
  }
  JpegEncoder plain({quant, std::nullopt}), trained({quant, tables});
  const auto plain_bytes = plain.encode(view_of(image)), trained_bytes = trained.encode(view_of(image));
  CHECK(trained_bytes.size() < plain_bytes.size());
  const auto best = static_cast<double>(JpegEncoder({quant, std::nullopt}).optimal_bytes(views));
  CHECK(best == Approx(static_cast<double>(trained_bytes.size())).epsilon(0.01));
  JpegDecoder plain_decoder(plain.tables_stream()), trained_decoder(trained.tables_stream());
  CHECK(plain_decoder.decode_luma(plain_bytes, 400, 400) ==
        trained_decoder.decode_luma(trained_bytes, 400, 400));
}

TEST_CASE("tables trained on nothing, or on one symbol, still code everything") {
  SymbolCounts counts;
  check_complete(trained_tables(counts).ac[0], 162);
  counts.ac[0][0] = 1'000'000'000'000;
  check_complete(trained_tables(counts).ac[0], 162);
}

TEST_CASE("symbols never seen in training decode all the same") {
  const Image calm = make_image(64, 64), wild = [] {
    Image image = make_image(64, 64);
    for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = (i / 3 + i / 192) % 2 == 0 ? 255 : 0;
    return image;
  }();
  std::vector<RgbView> views{view_of(calm)};
  const QuantTables quant = quant_tables(100);
  JpegEncoder encoder({quant, trained_tables(count_symbols(views, quant, 1))}), plain({quant, std::nullopt});
  JpegDecoder decoder(encoder.tables_stream()), plain_decoder(plain.tables_stream());
  CHECK(decoder.decode_luma(encoder.encode(view_of(wild)), 64, 64) ==
        plain_decoder.decode_luma(plain.encode(view_of(wild)), 64, 64));
}

TEST_CASE("JPEGTABLES and any block decode to exactly what GDAL reads there") {
  const Image image = make_image(1600, 1600);
  ImageSource source(image, false);
  MemorySink sink;
  write_cog(source, sink, CogOptions{});
  const TemporaryFile file(sink.bytes());
  const auto dataset = open_dataset(file.path());
  for (int level = -1; level < 2; ++level) {
    const auto band = [&](int number) {
      GDALRasterBand* const full = dataset->GetRasterBand(number);
      return level < 0 ? full : full->GetOverview(level);
    };
    const char* const hex = band(1)->GetMetadataItem("JPEGTABLES", "TIFF");
    REQUIRE(hex != nullptr);
    const int last = band(1)->GetXSize() / 400 - 1;
    std::vector<std::byte> stream = from_hex(hex);
    stream.resize(stream.size() - 2);  // its EOI
    const auto block = bytes_at(sink.bytes(), band(1), last, 0);
    stream.insert(stream.end(), block.begin() + 2, block.end());  // without its SOI
    std::vector<std::uint8_t> expected(400 * 400 * 3);
    for (int i = 0; i < 3; ++i)
      REQUIRE(band(i + 1)->RasterIO(GF_Read, last * 400, 0, 400, 400, expected.data() + i, 400, 400, GDT_Byte,
                                    3, 1200, nullptr) == CE_None);
    CHECK(decode(stream) == expected);
  }
}

TEST_CASE("the luma table is found in a stream with tables, and only there") {
  JpegEncoder encoder({quant_tables(87), std::nullopt});
  const auto tables = encoder.tables_stream();
  CHECK(luma_table_of(tables) == quant_tables(87).luma);
  const Image image = make_image(16, 16);
  CHECK_FALSE(luma_table_of(encoder.encode(view_of(image))));
  CHECK_FALSE(luma_table_of(Bytes(tables).first(40)));
  CHECK_FALSE(luma_table_of({}));
}

TEST_CASE("bytes that are no JPEG are an error, not an end") {
  JpegEncoder encoder({quant_tables(90), std::nullopt});
  JpegDecoder decoder(encoder.tables_stream());
  CHECK_THROWS_AS(decoder.decode_luma(as_bytes("not a JPEG at all"), 16, 16), Error);
  CHECK_THROWS_AS(JpegDecoder(as_bytes("nor this")), Error);
}
