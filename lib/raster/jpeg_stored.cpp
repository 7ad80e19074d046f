// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_stored.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "raster/jpeg_transcode.hpp"
#include "raster/tiff_handle.hpp"

namespace pcrs::raster {

namespace {

constexpr std::uint64_t header_bytes = 4096;  // where a block's data starts: its own tables come before
constexpr std::uint64_t largest_block_bytes = 64'000'000;
constexpr std::int64_t largest_row_px = 24'000'000;  // of blocks: 72 MB of pixels and as much of coefficients
constexpr std::int64_t most_blocks = 1'000'000;

// How the blocks of the file lie. A strip is a block as wide as the image.
struct Blocks {
  int width = 0, height = 0;              ///< of the image
  int block_width = 0, block_height = 0;  ///< as the index says
  bool tiled = false;
  int across() const { return (width + block_width - 1) / block_width; }
  int down() const { return (height + block_height - 1) / block_height; }
  std::uint32_t number(int row, int column) const {
    return static_cast<std::uint32_t>(row * across() + column);
  }
};

Blocks blocks_of(TIFF* tiff) {
  std::uint32_t width = 0, height = 0, block_width = 0, block_height = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  const bool tiled = TIFFIsTiled(tiff) != 0;
  if (tiled) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &block_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &block_height);
  } else {
    block_width = width;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &block_height);
    block_height = std::min(block_height, height);
  }
  constexpr std::uint32_t most = 1U << 20U;
  if (std::max({width, height, block_width, block_height}) > most) return {};
  return {static_cast<int>(width), static_cast<int>(height), static_cast<int>(block_width),
          static_cast<int>(block_height), tiled};
}

// MCUs must not straddle blocks; the last ones may stick out of the image.
bool whole_mcus(const Blocks& blocks) {
  constexpr int mcu = Coefficients::mcu_px;
  if (blocks.block_width <= 0 || blocks.block_height <= 0) return false;
  const bool across = blocks.block_width % mcu == 0 || blocks.across() == 1;
  const bool down = blocks.block_height % mcu == 0 || blocks.down() == 1;
  const std::int64_t width = std::max(blocks.width, blocks.block_width);
  return across && down && width * blocks.block_height <= largest_row_px &&
         std::int64_t{blocks.across()} * blocks.down() <= most_blocks;
}

bool is_ycbcr_jpeg(TIFF* tiff) {
  return tag_of(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_JPEG &&
         tag_of(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_YCBCR &&
         tag_of(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_CONTIG &&
         tag_of(tiff, TIFFTAG_SAMPLESPERPIXEL) == 3 && tag_of(tiff, TIFFTAG_BITSPERSAMPLE) == 8;
}

std::vector<std::byte> tables_of(TIFF* tiff) {
  std::uint32_t count = 0;
  const void* data = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &count, &data) != 1 || data == nullptr) return {};
  const auto* const bytes = static_cast<const std::byte*>(data);
  return {bytes, bytes + count};
}

bool fits(const JpegHeader& header, const Blocks& blocks, int row) {
  const int rows = std::min(blocks.block_height, blocks.height - row * blocks.block_height);
  const bool height = blocks.tiled ? header.height == blocks.block_height
                                   : header.height >= rows && header.height <= blocks.block_height;
  return header.width == blocks.block_width && height;
}

// Baseline tables have entries of one byte.
bool baseline(const QuantTables& tables) {
  const auto fine = [](std::uint16_t entry) { return entry >= 1 && entry <= 255; };
  return std::all_of(tables.luma.begin(), tables.luma.end(), fine) &&
         std::all_of(tables.chroma.begin(), tables.chroma.end(), fine);
}

bool same(const QuantTables& a, const QuantTables& b) {
  return a.luma == b.luma && a.chroma == b.chroma;
}

// Looks at the head of every block: 10 µs each.
std::optional<QuantTables> tables_of_all(const std::string& path, TIFF* tiff, const Blocks& blocks) {
  JpegTranscoder transcoder(tables_of(tiff));
  std::ifstream file(path, std::ios::binary);
  std::vector<std::byte> head;
  std::optional<QuantTables> tables;
  for (int row = 0; row < blocks.down(); ++row) {
    interrupt::check();
    for (int column = 0; column < blocks.across(); ++column) {
      const std::uint32_t number = blocks.number(row, column);
      const std::uint64_t size = TIFFGetStrileByteCount(tiff, number);
      if (size == 0 || size > largest_block_bytes) return std::nullopt;
      head.resize(std::min(size, header_bytes));
      file.seekg(static_cast<std::streamoff>(TIFFGetStrileOffset(tiff, number)));
      if (!file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size())))
        return std::nullopt;
      const auto header = transcoder.header(head);
      if (!header || !fits(*header, blocks, row) || !baseline(header->quant)) return std::nullopt;
      if (tables && !same(*tables, header->quant)) return std::nullopt;
      tables = header->quant;
    }
  }
  return tables;
}

}  // namespace

struct StoredJpeg::State {
  std::string path;
  TiffPtr tiff;
  Blocks blocks;
  QuantTables quant;
  std::unique_ptr<JpegTranscoder> transcoder;
  int row = 0;         ///< of the image, read next
  int block_row = -1;  ///< of those below
  std::vector<std::uint8_t> rgb;
  Coefficients coefficients;
  std::vector<std::byte> raw;

  int mcu_columns() const { return (blocks.width + Coefficients::mcu_px - 1) / Coefficients::mcu_px; }
  void start();
  void read_raw(std::uint32_t number);
  void read_block(int block, int column, int rows);
  void read_block_row(int wanted);
  void copy(int from_row, int rows, int to_row, std::span<std::uint8_t> to, Coefficients& into) const;
};

// A decoder that has seen no block: what one of them says of its tables is not for the others.
void StoredJpeg::State::start() {
  transcoder = std::make_unique<JpegTranscoder>(tables_of(tiff.get()));
  row = 0;
  block_row = -1;
}

void StoredJpeg::State::read_raw(std::uint32_t number) {
  const std::uint64_t size = TIFFGetStrileByteCount(tiff.get(), number);
  if (size == 0 || size > largest_block_bytes) throw_failed(path, "changed while it was being read");
  raw.resize(size);
  const auto length = static_cast<tmsize_t>(size);
  const tmsize_t got = blocks.tiled ? TIFFReadRawTile(tiff.get(), number, raw.data(), length)
                                    : TIFFReadRawStrip(tiff.get(), number, raw.data(), length);
  if (got != length) throw_failed(path, "block " + std::to_string(number) + " cannot be read");
}

void StoredJpeg::State::read_block(int block, int column, int rows) {
  interrupt::check();
  const std::uint32_t number = blocks.number(block, column);
  read_raw(number);
  const int left = column * blocks.block_width;
  const auto stride = static_cast<std::size_t>(blocks.width) * 3;
  try {
    const auto header = transcoder->header(raw);
    if (!header || !fits(*header, blocks, block) || !same(quant, header->quant))
      throw_failed(path, "changed while it was being read");
    transcoder->decode(raw,
                       {rgb.data() + static_cast<std::size_t>(left) * 3, stride,
                        std::min(blocks.block_width, blocks.width - left), rows},
                       coefficients, left / Coefficients::mcu_px);
  } catch (const Error& error) {
    if (error.where() == path) throw;
    throw_failed(path, "cannot be read: block " + std::to_string(number) + ": " + error.message());
  }
}

void StoredJpeg::State::read_block_row(int wanted) {
  const int rows = std::min(blocks.block_height, blocks.height - wanted * blocks.block_height);
  rgb.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(blocks.width) * 3);
  coefficients.resize(mcu_columns(), (rows + Coefficients::mcu_px - 1) / Coefficients::mcu_px);
  block_row = -1;
  for (int column = 0; column < blocks.across(); ++column) read_block(wanted, column, rows);
  block_row = wanted;
}

void StoredJpeg::State::copy(int from_row, int rows, int to_row, std::span<std::uint8_t> to,
                             Coefficients& into) const {
  const auto stride = static_cast<std::size_t>(blocks.width) * 3;
  std::memcpy(to.data() + static_cast<std::size_t>(to_row) * stride,
              rgb.data() + static_cast<std::size_t>(from_row) * stride,
              static_cast<std::size_t>(rows) * stride);
  constexpr int mcu = Coefficients::mcu_px;
  for (std::size_t c = 0; c < 3; ++c) {
    const int of = Coefficients::blocks_a_mcu(c);
    const auto bytes = sizeof(std::int16_t) * 64 * static_cast<std::size_t>(mcu_columns() * of) *
                       static_cast<std::size_t>((rows + mcu - 1) / mcu * of);
    std::memcpy(into.at(c, to_row / mcu * of, 0), coefficients.at(c, from_row / mcu * of, 0), bytes);
  }
}

StoredJpeg::StoredJpeg(std::unique_ptr<State> state) : m_state(std::move(state)) {}
StoredJpeg::~StoredJpeg() = default;

std::unique_ptr<StoredJpeg> StoredJpeg::open(const std::string& path, int width, int height) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->tiff = open_tiff(path);
  if (!state->tiff || !is_ycbcr_jpeg(state->tiff.get())) return nullptr;
  state->blocks = blocks_of(state->tiff.get());
  if (state->blocks.width != width || state->blocks.height != height || !whole_mcus(state->blocks))
    return nullptr;
  try {
    const auto tables = tables_of_all(path, state->tiff.get(), state->blocks);
    if (!tables) return nullptr;
    state->quant = *tables;
    state->start();
  } catch (const Error&) {
    return nullptr;  // a head that libjpeg cannot read: the ordinary way tells what is wrong
  }
  return std::unique_ptr<StoredJpeg>(new StoredJpeg(std::move(state)));
}

const QuantTables& StoredJpeg::quant() const {
  return m_state->quant;
}

void StoredJpeg::rewind() {
  m_state->start();
}

void StoredJpeg::read_rows(int rows, std::span<std::uint8_t> rgb, Coefficients& coefficients) {
  State& state = *m_state;
  coefficients.resize(state.mcu_columns(), (rows + Coefficients::mcu_px - 1) / Coefficients::mcu_px);
  for (int done = 0; done < rows;) {
    const int block = state.row / state.blocks.block_height, within = state.row % state.blocks.block_height;
    if (block != state.block_row) state.read_block_row(block);
    const int block_rows =
        std::min(state.blocks.block_height, state.blocks.height - block * state.blocks.block_height);
    const int count = std::min(rows - done, block_rows - within);
    state.copy(within, count, done, rgb, coefficients);
    done += count;
    state.row += count;
  }
}

}  // namespace pcrs::raster
