// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_index.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "raster/tiff_handle.hpp"

namespace pcrs::raster {

namespace {

constexpr std::uint32_t reduced_resolution = 1, is_mask = 4;  // bits of NewSubfileType
constexpr std::size_t marker_bytes = 2;                       // SOI, EOI
// A dalle of 1 km has 12 directories and 3 400 blocks; a file that is damaged may name any number.
constexpr std::size_t most_directories = 64;
constexpr std::uint32_t most_blocks = 1'000'000;

// A TIFF of a descriptor; libtiff closes its own copy.
TiffPtr open_copy(int descriptor, const std::string& name) {
  TiffPtr tiff = open_tiff("/proc/self/fd/" + std::to_string(descriptor));
  if (!tiff) throw_failed(name, "is no TIFF");
  return tiff;
}

std::vector<BlockPlace> places_of(TIFF* tiff, const std::string& name) {
  if (TIFFNumberOfTiles(tiff) > most_blocks) throw_failed(name, "has more blocks than any dalle");
  std::uint64_t *offsets = nullptr, *sizes = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_TILEOFFSETS, &offsets) != 1 ||
      TIFFGetField(tiff, TIFFTAG_TILEBYTECOUNTS, &sizes) != 1)
    throw_failed(name, "has no tiles");
  std::vector<BlockPlace> places(TIFFNumberOfTiles(tiff));
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = {offsets[i], static_cast<std::uint32_t>(std::min<std::uint64_t>(sizes[i], UINT32_MAX))};
  return places;
}

int length_of(TIFF* tiff, std::uint32_t tag) {
  std::uint32_t value = 0;
  TIFFGetField(tiff, tag, &value);
  return static_cast<int>(std::min<std::uint32_t>(value, 1'000'000'000));
}

TiffLevel image_level(TIFF* tiff, CogIndex& index, const std::string& name) {
  const int block = length_of(tiff, TIFFTAG_TILEWIDTH);
  if (tag_of(tiff, TIFFTAG_COMPRESSION) != COMPRESSION_JPEG ||
      tag_of(tiff, TIFFTAG_PHOTOMETRIC) != PHOTOMETRIC_YCBCR ||
      block != length_of(tiff, TIFFTAG_TILELENGTH) || (index.block_px != 0 && index.block_px != block))
    throw_failed(name, "has no square JPEG blocks in YCbCr");
  index.block_px = block;
  TiffLevel level{length_of(tiff, TIFFTAG_IMAGEWIDTH), length_of(tiff, TIFFTAG_IMAGELENGTH), {}, {}, {}};
  level.image = places_of(tiff, name);
  std::uint32_t size = 0;
  const void* tables = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &size, &tables) == 1) {
    const auto* bytes = static_cast<const std::byte*>(tables);
    level.jpeg_tables.assign(bytes, bytes + size);
  }
  return level;
}

// Of which the blocks are beside those of the image, one bit a pixel.
void add_mask(TIFF* tiff, CogIndex& index, const std::string& name) {
  const int width = length_of(tiff, TIFFTAG_IMAGEWIDTH);
  for (TiffLevel& level : index.levels) {
    if (level.width != width) continue;
    if (length_of(tiff, TIFFTAG_TILEWIDTH) == index.block_px &&
        length_of(tiff, TIFFTAG_TILELENGTH) == index.block_px && tag_of(tiff, TIFFTAG_BITSPERSAMPLE) == 1 &&
        tag_of(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_ADOBE_DEFLATE)
      level.mask = places_of(tiff, name);
    if (level.mask.size() != level.image.size())
      throw_failed(name, "has a mask that is not laid as its image");
  }
}

void add_directory(TIFF* tiff, CogIndex& index, const std::string& name) {
  std::uint32_t kind = 0;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
  if ((kind & is_mask) == 0) {
    if (!index.levels.empty() && (kind & reduced_resolution) == 0) return;  // another image
    return index.levels.push_back(image_level(tiff, index, name));
  }
  add_mask(tiff, index, name);
}

}  // namespace

std::size_t CogIndex::size_bytes() const {
  std::size_t sum = sizeof *this;
  for (const TiffLevel& level : levels)
    sum += (level.image.size() + level.mask.size()) * sizeof(BlockPlace) + level.jpeg_tables.size();
  return sum;
}

const TiffLevel* CogIndex::level_of_width(int width) const {
  for (const TiffLevel& level : levels)
    if (level.width == width) return &level;
  return nullptr;
}

CogIndex read_cog_index(int descriptor, const std::string& name) {
  const TiffPtr tiff = open_copy(descriptor, name);
  CogIndex index;
  std::size_t directories = 0;
  do {
    if (++directories > most_directories) throw_failed(name, "has more levels than any dalle");
    add_directory(tiff.get(), index, name);
  } while (TIFFReadDirectory(tiff.get()) == 1);
  if (index.levels.empty()) throw_failed(name, "holds no image");
  return index;
}

bool is_jpeg(Bytes bytes) {
  return bytes.size() >= marker_bytes && bytes[0] == std::byte{0xff} && bytes[1] == std::byte{0xd8};
}

std::string whole_jpeg(Bytes tables, Bytes block) {
  if (!is_jpeg(block)) throw_failed("block", "is no JPEG");
  // JFIF says what the colours are; a decoder may guess otherwise.
  constexpr std::array<unsigned char, 20> head{0xff, 0xd8, 0xff, 0xe0, 0,    16, 'J',  'F', 'I', 'F',
                                               0,    1,    1,    0,    0x00, 1,  0x00, 1,   0,   0};
  std::string jpeg(reinterpret_cast<const char*>(head.data()), head.size());
  if (is_jpeg(tables) && tables.size() > 2 * marker_bytes)
    jpeg += as_text(tables.subspan(marker_bytes, tables.size() - 2 * marker_bytes));
  jpeg += as_text(block.subspan(marker_bytes));
  return jpeg;
}

Coverage coverage_of(Bytes mask_block, int block_px) {
  const auto row_bytes = static_cast<std::size_t>(block_px + 7) / 8;
  std::vector<unsigned char> bits(row_bytes * static_cast<std::size_t>(block_px));
  auto size = static_cast<uLongf>(bits.size());
  const int result = ::uncompress(bits.data(), &size, reinterpret_cast<const Bytef*>(mask_block.data()),
                                  static_cast<uLong>(mask_block.size()));
  if (result != Z_OK || size != bits.size()) return Coverage::some;  // whoever decodes it will say
  // Bits beyond the last pixel of a row mean nothing.
  const auto last = static_cast<unsigned char>(block_px % 8 == 0 ? 0xff : 0xff00 >> (block_px % 8));
  bool none = true, all = true;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const unsigned char wanted = i % row_bytes == row_bytes - 1 ? last : 0xff;
    none = none && (bits[i] & wanted) == 0;
    all = all && (bits[i] & wanted) == wanted;
  }
  return all ? Coverage::all : none ? Coverage::none : Coverage::some;
}

}  // namespace pcrs::raster
