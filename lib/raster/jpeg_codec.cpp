// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_codec.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/error.hpp"
#include "raster/jpeg_session.hpp"

namespace pcrs::raster {

namespace {

constexpr int rows_a_call = 16;

void set_quant(jpeg_compress_struct& codec, int number, const QuantTable& table) {
  std::array<unsigned, 64> entries{};
  std::copy(table.begin(), table.end(), entries.begin());
  jpeg_add_quant_table(&codec, number, entries.data(), 100, TRUE);
}

void set_huffman(jpeg_compress_struct& codec, JHUFF_TBL*& target, const HuffmanTable& table) {
  if (target == nullptr) target = jpeg_alloc_huff_table(reinterpret_cast<j_common_ptr>(&codec));
  std::copy(table.lengths.begin(), table.lengths.end(), target->bits);
  std::fill(std::begin(target->huffval), std::end(target->huffval), UINT8{0});
  std::copy(table.symbols.begin(), table.symbols.end(), target->huffval);
}

int size_of(int value) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(value < 0 ? -value : value)));
}

// Where the i-th coefficient of a stream stands in natural order.
constexpr std::array<std::size_t, 64> make_zigzag() {
  std::array<std::size_t, 64> order{};
  std::size_t at = 0;
  for (std::size_t diagonal = 0; diagonal < 15; ++diagonal) {
    const std::size_t low = diagonal > 7 ? diagonal - 7 : 0, high = diagonal > 7 ? 7 : diagonal;
    for (std::size_t i = low; i <= high; ++i) {
      const std::size_t row = diagonal % 2 == 1 ? i : low + high - i;  // odd diagonals go down
      order[at++] = 8 * row + diagonal - row;
    }
  }
  return order;
}
constexpr std::array<std::size_t, 64> zigzag = make_zigzag();

// What the entropy coder does with one block of 64 coefficients, counted instead of written.
class SymbolCounter {
 public:
  explicit SymbolCounter(SymbolCounts& counts) : m_counts(counts) {}

  void add_block(const JCOEF* block, std::size_t component) {
    const std::size_t table = component == 0 ? 0 : 1;
    const int dc_size = size_of(block[0] - m_last_dc[component]);
    m_last_dc[component] = block[0];
    ++m_counts.dc[table][static_cast<std::size_t>(dc_size)];
    add_ac(block, m_counts.ac[table]);
  }

 private:
  static void add_ac(const JCOEF* block, std::array<std::uint64_t, 256>& counts) {
    int run = 0;
    for (std::size_t i = 1; i < 64; ++i) {
      const int size = size_of(block[zigzag[i]]);
      if (size == 0) {
        ++run;
        continue;
      }
      counts[0xF0] += static_cast<std::uint64_t>(run / 16);
      ++counts[static_cast<std::size_t>((run % 16) << 4 | size)];
      run = 0;
    }
    if (run > 0) ++counts[0x00];
  }

  SymbolCounts& m_counts;
  std::array<int, 3> m_last_dc{};
};

}  // namespace

struct JpegEncoder::State {
  jpeg_compress_struct codec{};
  ErrorManager errors;
  Destination destination;

  void start(int width, int height, boolean optimize = FALSE);
  void write_rows(const RgbView& image);
  [[noreturn]] void fail();
  ~State() { jpeg_destroy_compress(&codec); }
};

JpegEncoder::JpegEncoder(const JpegTables& tables) : m_state(std::make_unique<State>()) {
  jpeg_compress_struct& codec = m_state->codec;
  codec.err = m_state->errors.set();
  if (setjmp(m_state->errors.jump) != 0) throw_failed("JPEG", m_state->errors.message.data());
  jpeg_create_compress(&codec);
  codec.dest = m_state->destination.set();
  codec.in_color_space = JCS_RGB;
  codec.input_components = 3;  // jpeg_set_defaults wants to know
  jpeg_set_defaults(&codec);
  codec.write_JFIF_header = FALSE;
  codec.write_Adobe_marker = FALSE;
  set_quant(codec, 0, tables.quant.luma);
  set_quant(codec, 1, tables.quant.chroma);
  for (std::size_t i = 0; tables.huffman && i < 2; ++i) {
    set_huffman(codec, codec.dc_huff_tbl_ptrs[i], tables.huffman->dc[i]);
    set_huffman(codec, codec.ac_huff_tbl_ptrs[i], tables.huffman->ac[i]);
  }
}

JpegEncoder::~JpegEncoder() = default;

void JpegEncoder::State::write_rows(const RgbView& image) {
  std::array<JSAMPROW, rows_a_call> rows{};
  for (int done = 0; done < image.height;) {
    const int count = std::min(rows_a_call, image.height - done);
    for (int i = 0; i < count; ++i)
      rows[static_cast<std::size_t>(i)] =
          const_cast<JSAMPROW>(image.data + static_cast<std::size_t>(done + i) * image.stride);
    jpeg_write_scanlines(&codec, rows.data(), static_cast<JDIMENSION>(count));
    done += count;
  }
}

void JpegEncoder::State::start(int width, int height, boolean optimize) {
  codec.optimize_coding = optimize;
  codec.in_color_space = JCS_RGB;  // writing coefficients leaves others
  codec.input_components = 3;
  codec.image_width = static_cast<JDIMENSION>(width);
  codec.image_height = static_cast<JDIMENSION>(height);
  jpeg_suppress_tables(&codec, TRUE);
  jpeg_start_compress(&codec, FALSE);
}

void JpegEncoder::State::fail() {
  jpeg_abort_compress(&codec);
  throw_failed("JPEG", errors.message.data());
}

std::vector<std::byte> JpegEncoder::encode(const RgbView& image) {
  State& state = *m_state;
  if (setjmp(state.errors.jump) != 0) state.fail();
  state.start(image.width, image.height);
  state.write_rows(image);
  jpeg_finish_compress(&state.codec);
  return state.destination.content();
}

namespace {

int height_of(std::span<const RgbView> strips) {
  return std::accumulate(strips.begin(), strips.end(), 0,
                         [](int sum, const RgbView& strip) { return sum + strip.height; });
}

}  // namespace

std::size_t JpegEncoder::optimal_bytes(std::span<const RgbView> strips) {
  State& state = *m_state;
  if (setjmp(state.errors.jump) != 0) state.fail();
  state.start(strips.front().width, height_of(strips), TRUE);
  for (const RgbView& strip : strips) state.write_rows(strip);
  jpeg_finish_compress(&state.codec);
  return state.destination.size();
}

namespace {

// Lends libjpeg the coefficients of one component: what it would have computed from pixels.
void fill_component(jpeg_compress_struct& codec, jvirt_barray_ptr array, const CoefficientView& view,
                    std::size_t component, int blocks) {
  const auto bytes = static_cast<std::size_t>(blocks) * sizeof(JBLOCK);
  for (int row = 0; row < blocks; ++row) {
    JBLOCKARRAY to = codec.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&codec), array,
                                                   static_cast<JDIMENSION>(row), 1, TRUE);
    std::memcpy(to[0], view.block(component, row), bytes);
  }
}

}  // namespace

std::vector<std::byte> JpegEncoder::encode(const CoefficientView& view) {
  jpeg_compress_struct& codec = m_state->codec;
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  codec.image_width = codec.image_height = static_cast<JDIMENSION>(view.mcus * Coefficients::mcu_px);
  std::array<jvirt_barray_ptr, 3> arrays{};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto blocks = static_cast<JDIMENSION>(view.blocks_a_row(c));
    arrays[c] = codec.mem->request_virt_barray(reinterpret_cast<j_common_ptr>(&codec), JPOOL_IMAGE, FALSE,
                                               blocks, blocks, c == 0 ? 2 : 1);
  }
  jpeg_write_coefficients(&codec, arrays.data());  // makes room for the arrays; they are read by finish
  jpeg_suppress_tables(&codec, TRUE);
  for (std::size_t c = 0; c < 3; ++c) fill_component(codec, arrays[c], view, c, view.blocks_a_row(c));
  jpeg_finish_compress(&codec);
  return m_state->destination.content();
}

std::vector<std::byte> JpegEncoder::tables_stream() {
  jpeg_compress_struct& codec = m_state->codec;
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  jpeg_suppress_tables(&codec, FALSE);
  jpeg_write_tables(&codec);
  return m_state->destination.content();
}

struct JpegDecoder::State {
  jpeg_decompress_struct codec{};
  ErrorManager errors;

  ~State() { jpeg_destroy_decompress(&codec); }
  void read_header(Bytes stream, boolean want_image) {
    jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(stream.data()),
                 static_cast<unsigned long>(stream.size()));
    jpeg_read_header(&codec, want_image);
  }
  [[noreturn]] void fail() {
    jpeg_abort_decompress(&codec);
    throw_failed("JPEG", errors.message.data());
  }
};

JpegDecoder::JpegDecoder(Bytes tables_stream) : m_state(std::make_unique<State>()) {
  m_state->codec.err = m_state->errors.set();
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  jpeg_create_decompress(&m_state->codec);
  m_state->read_header(tables_stream, FALSE);
}

JpegDecoder::~JpegDecoder() = default;

std::vector<std::uint8_t> JpegDecoder::decode_luma(Bytes image, int width, int height) {
  jpeg_decompress_struct& codec = m_state->codec;
  std::vector<std::uint8_t> luma(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::uint8_t* const data = luma.data();
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  m_state->read_header(image, TRUE);
  codec.jpeg_color_space = JCS_YCbCr;  // no marker says so
  codec.out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(&codec);
  if (codec.output_width != static_cast<JDIMENSION>(width)) m_state->fail();
  while (codec.output_scanline < std::min(codec.output_height, static_cast<JDIMENSION>(height))) {
    JSAMPROW row = data + static_cast<std::size_t>(codec.output_scanline) * codec.output_width;
    jpeg_read_scanlines(&codec, &row, 1);
  }
  jpeg_finish_decompress(&codec);
  return luma;
}

SymbolCounts JpegDecoder::count_symbols(Bytes image) {
  jpeg_decompress_struct& codec = m_state->codec;
  SymbolCounts counts;
  SymbolCounter counter(counts);
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  m_state->read_header(image, TRUE);
  jvirt_barray_ptr* const arrays = jpeg_read_coefficients(&codec);
  const JDIMENSION mcu_rows = (codec.image_height + 15) / 16, mcu_columns = (codec.image_width + 15) / 16;
  for (JDIMENSION mcu_row = 0; mcu_row < mcu_rows; ++mcu_row) {
    std::array<JBLOCKARRAY, 3> rows{};
    for (std::size_t c = 0; c < 3; ++c)
      rows[c] = codec.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&codec), arrays[c],
                                              mcu_row * (c == 0 ? 2 : 1), c == 0 ? 2 : 1, FALSE);
    for (std::size_t column = 0; column < mcu_columns; ++column) {
      for (std::size_t i = 0; i < 4; ++i) counter.add_block(rows[0][i / 2][2 * column + i % 2], 0);
      counter.add_block(rows[1][0][column], 1);
      counter.add_block(rows[2][0][column], 2);
    }
  }
  jpeg_finish_decompress(&codec);
  return counts;
}

SymbolCounts count_symbols(const CoefficientView& view, int step) {
  SymbolCounts counts;
  SymbolCounter counter(counts);
  for (int mcu_row = 0; mcu_row < view.mcus; mcu_row += step)
    for (int column = 0; column < view.mcus; ++column) {
      for (int i = 0; i < 4; ++i)
        counter.add_block(view.block(0, 2 * mcu_row + i / 2, 2 * column + i % 2), 0);
      counter.add_block(view.block(1, mcu_row, column), 1);
      counter.add_block(view.block(2, mcu_row, column), 2);
    }
  return counts;
}

std::optional<QuantTable> luma_table_of(Bytes jpeg) {
  std::size_t at = 2;
  const auto byte = [&](std::size_t i) { return std::to_integer<unsigned>(jpeg[i]); };
  while (at + 4 <= jpeg.size() && byte(at) == 0xFF) {
    const unsigned marker = byte(at + 1);
    const std::size_t length = byte(at + 2) << 8 | byte(at + 3);
    if (marker == 0xDB && at + 2 + length <= jpeg.size() && length >= 67 && byte(at + 4) == 0) {
      QuantTable table;
      for (std::size_t i = 0; i < 64; ++i) table[zigzag[i]] = static_cast<std::uint16_t>(byte(at + 5 + i));
      return table;
    }
    if (marker == 0xDA || length < 2) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace pcrs::raster
