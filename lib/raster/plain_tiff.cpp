// SPDX-License-Identifier: Apache-2.0
#include "raster/plain_tiff.hpp"

#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <span>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

// What follows one another in the file is read by one call, wherever its pieces go.
class Reading {
 public:
  Reading(int descriptor, const std::string& path) : m_descriptor(descriptor), m_path(path) {}

  void add(std::uint64_t offset, std::uint8_t* into, std::size_t bytes) {
    if (!m_pieces.empty() && (offset != m_end || m_pieces.size() == IOV_MAX)) finish();
    if (m_pieces.empty()) m_start = offset;
    m_end = offset + bytes;
    if (!m_pieces.empty() &&
        static_cast<std::uint8_t*>(m_pieces.back().iov_base) + m_pieces.back().iov_len == into)
      m_pieces.back().iov_len += bytes;
    else
      m_pieces.push_back({into, bytes});
  }

  void finish() {
    std::span<iovec> left(m_pieces);
    while (!left.empty()) {
      const ssize_t got =
          ::preadv(m_descriptor, left.data(), static_cast<int>(left.size()), static_cast<off_t>(m_start));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw_errno(m_path, "cannot be read");
      if (got == 0) throw_failed(m_path, "cannot be read: it was cut short while it was being read");
      m_start += static_cast<std::uint64_t>(got);
      drop(left, static_cast<std::size_t>(got));
    }
    m_pieces.clear();
  }

 private:
  static void drop(std::span<iovec>& pieces, std::size_t bytes) {
    while (!pieces.empty() && pieces.front().iov_len <= bytes) {
      bytes -= pieces.front().iov_len;
      pieces = pieces.subspan(1);
    }
    if (bytes == 0) return;
    pieces.front().iov_base = static_cast<std::uint8_t*>(pieces.front().iov_base) + bytes;
    pieces.front().iov_len -= bytes;
  }

  const int m_descriptor;
  const std::string& m_path;
  std::uint64_t m_start = 0, m_end = 0;
  std::vector<iovec> m_pieces;
};

std::uint64_t area_bytes(int width, int height) {
  return std::uint64_t{3} * static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
}

}  // namespace

PlainTiff::PlainTiff(TiffPtr tiff, std::string path, int width, int height)
    : m_tiff(std::move(tiff)), m_path(std::move(path)), m_width(width), m_height(height) {}

std::unique_ptr<PlainTiff> PlainTiff::open(const std::string& path, int width, int height) {
  TiffPtr tiff = open_tiff(path);
  if (!tiff) return nullptr;
  std::unique_ptr<PlainTiff> plain(new PlainTiff(std::move(tiff), path, width, height));
  return plain->is_plain() && plain->find_block_size() && plain->find_blocks() ? std::move(plain) : nullptr;
}

bool PlainTiff::is_plain() const {
  TIFF* const tiff = m_tiff.get();
  std::uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  return width == static_cast<std::uint32_t>(m_width) && height == static_cast<std::uint32_t>(m_height) &&
         tag_of(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_NONE &&
         tag_of(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB &&
         tag_of(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_CONTIG &&
         tag_of(tiff, TIFFTAG_SAMPLESPERPIXEL) == 3 && tag_of(tiff, TIFFTAG_BITSPERSAMPLE) == 8 &&
         tag_of(tiff, TIFFTAG_FILLORDER) == FILLORDER_MSB2LSB;
}

bool PlainTiff::find_block_size() {
  constexpr std::uint32_t largest = INT_MAX / 4;  // sums of two do not overflow
  const auto image_width = static_cast<std::uint32_t>(m_width);
  const auto image_height = static_cast<std::uint32_t>(m_height);
  std::uint32_t width = image_width, height = 0;
  if (TIFFIsTiled(m_tiff.get()) != 0) {
    TIFFGetField(m_tiff.get(), TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(m_tiff.get(), TIFFTAG_TILELENGTH, &height);
  } else {
    TIFFGetFieldDefaulted(m_tiff.get(), TIFFTAG_ROWSPERSTRIP, &height);
    height = std::min(height, image_height);
  }
  if (width == 0 || height == 0 || std::max({width, height, image_width, image_height}) > largest)
    return false;
  m_block_width = static_cast<int>(width);
  m_block_height = static_cast<int>(height);
  m_columns = (m_width - 1) / m_block_width + 1;
  return true;
}

// False when one of them is nowhere, or not wholly in the file.
bool PlainTiff::find_blocks() {
  struct stat status {};
  if (::fstat(TIFFFileno(m_tiff.get()), &status) != 0) return false;
  const auto file_bytes = static_cast<std::uint64_t>(status.st_size);
  const bool tiled = TIFFIsTiled(m_tiff.get()) != 0;
  std::uint32_t block = 0;
  for (int top = 0; top < m_height; top += m_block_height) {
    const int stored_rows = tiled ? m_block_height : std::min(m_block_height, m_height - top);
    const std::uint64_t needed = area_bytes(m_block_width, stored_rows);
    for (int column = 0; column < m_columns; ++column, ++block) {
      const std::uint64_t offset = TIFFGetStrileOffset(m_tiff.get(), block);
      const bool within = offset > 0 && offset <= file_bytes && file_bytes - offset >= needed;
      if (!within || TIFFGetStrileByteCount(m_tiff.get(), block) < needed) return false;
      m_offsets.push_back(offset);
    }
  }
  return true;
}

std::uint64_t PlainTiff::offset_of(int row, int column) const {
  const std::size_t block =
      static_cast<std::size_t>(row / m_block_height) * static_cast<std::size_t>(m_columns) +
      static_cast<std::size_t>(column / m_block_width);
  return m_offsets[block] + area_bytes(m_block_width, row % m_block_height) +
         area_bytes(column % m_block_width, 1);
}

void PlainTiff::read(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride) {
  Reading reading(TIFFFileno(m_tiff.get()), m_path);
  for (int top = y, bottom = 0; top < y + height; top = bottom) {
    bottom = std::min(y + height, (top / m_block_height + 1) * m_block_height);
    for (int left = x, right = 0; left < x + width; left = right) {
      right = std::min(x + width, (left / m_block_width + 1) * m_block_width);
      for (int row = top; row < bottom; ++row)
        reading.add(offset_of(row, left),
                    rgb + static_cast<std::size_t>(row - y) * rgb_stride + area_bytes(left - x, 1),
                    area_bytes(right - left, 1));
    }
  }
  reading.finish();
}

}  // namespace pcrs::raster
