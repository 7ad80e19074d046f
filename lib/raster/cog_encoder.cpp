// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_encoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <cstring>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

constexpr int mask_level = 6;

class JpegBlocks : public BlockEncoder {
 public:
  explicit JpegBlocks(const JpegTables& tables) : m_encoder(tables) {}
  std::vector<std::byte> encode(const RgbView& block) override { return m_encoder.encode(block); }
  std::vector<std::byte> encode(const CoefficientView& block) override { return m_encoder.encode(block); }

 private:
  JpegEncoder m_encoder;
};

std::vector<std::byte> deflate(const std::uint8_t* data, std::size_t size, int level) {
  std::vector<std::byte> out(compressBound(size));
  uLongf used = out.size();
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &used, data, size, level) != Z_OK)
    throw_failed("deflate", "could not compress a block; not enough memory?");
  out.resize(used);
  return out;
}

class LosslessBlocks : public BlockEncoder {
 public:
  LosslessBlocks(Compression compression, int level)
      : m_compression(compression), m_level(level), m_zstd(ZSTD_createCCtx(), ZSTD_freeCCtx) {}

  using BlockEncoder::encode;
  std::vector<std::byte> encode(const RgbView& block) override {
    if (m_compression == Compression::none) return plain(block);
    difference_rows(block);
    if (m_compression == Compression::zstd) return zstd();
    return deflate(m_rows.data(), m_rows.size(), m_level);
  }

 private:
  static std::vector<std::byte> plain(const RgbView& block) {
    const auto row_bytes = static_cast<std::size_t>(block.width) * 3;
    std::vector<std::byte> rows;
    rows.reserve(row_bytes * static_cast<std::size_t>(block.height));
    for (int row = 0; row < block.height; ++row) {
      const auto* const from =
          reinterpret_cast<const std::byte*>(block.data + static_cast<std::size_t>(row) * block.stride);
      rows.insert(rows.end(), from, from + row_bytes);
    }
    return rows;
  }
  void difference_rows(const RgbView& block) {
    const auto row_bytes = static_cast<std::size_t>(block.width) * 3;
    m_rows.resize(row_bytes * static_cast<std::size_t>(block.height));
    for (int row = 0; row < block.height; ++row) {
      const std::uint8_t* const from = block.data + static_cast<std::size_t>(row) * block.stride;
      std::uint8_t* const to = m_rows.data() + static_cast<std::size_t>(row) * row_bytes;
      difference(from, to, row_bytes);
    }
  }
  static void difference(const std::uint8_t* from, std::uint8_t* to, std::size_t row_bytes) {
    std::memcpy(to, from, 3);
    for (std::size_t i = 3; i < row_bytes; ++i) to[i] = static_cast<std::uint8_t>(from[i] - from[i - 3]);
  }
  std::vector<std::byte> zstd() {
    std::vector<std::byte> out(ZSTD_compressBound(m_rows.size()));
    const std::size_t used =
        ZSTD_compressCCtx(m_zstd.get(), out.data(), out.size(), m_rows.data(), m_rows.size(), m_level);
    if (ZSTD_isError(used) != 0) throw_failed("zstd", ZSTD_getErrorName(used));
    out.resize(used);
    return out;
  }

  const Compression m_compression;
  const int m_level;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> m_zstd;
  std::vector<std::uint8_t> m_rows;
};

std::size_t mask_bytes(int block_px) {
  return static_cast<std::size_t>(block_px) * ((static_cast<std::size_t>(block_px) + 7) / 8);
}

}  // namespace

std::vector<std::byte> BlockEncoder::encode(const CoefficientView&) {
  throw_failed("JPEG", "its coefficients cannot be written as lossless blocks");
}

std::unique_ptr<BlockEncoder> make_jpeg_encoder(const JpegTables& tables) {
  return std::make_unique<JpegBlocks>(tables);
}

std::unique_ptr<BlockEncoder> make_lossless_encoder(Compression compression, int level) {
  return std::make_unique<LosslessBlocks>(compression, level);
}

std::size_t lossless_bound(Compression compression, std::size_t raw_bytes) {
  if (compression == Compression::zstd) return ZSTD_compressBound(raw_bytes);
  return compression == Compression::deflate ? compressBound(raw_bytes) : raw_bytes;
}

std::vector<std::byte> encode_mask(const std::uint8_t* valid, int block_px) {
  const auto side = static_cast<std::size_t>(block_px);
  const std::size_t row_bytes = (side + 7) / 8;
  std::vector<std::uint8_t> bits(mask_bytes(block_px), 0);
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      if (valid[row * side + column] != 0)
        bits[row * row_bytes + column / 8] |= static_cast<std::uint8_t>(0x80U >> (column % 8));
  return deflate(bits.data(), bits.size(), mask_level);
}

std::size_t mask_bound(int block_px) {
  return compressBound(mask_bytes(block_px));
}

std::unique_ptr<BlockEncoder> EncoderPool::take() {
  {
    const std::lock_guard lock(m_mutex);
    if (!m_idle.empty()) {
      auto encoder = std::move(m_idle.back());
      m_idle.pop_back();
      return encoder;
    }
  }
  return m_make();
}

void EncoderPool::give_back(std::unique_ptr<BlockEncoder> encoder) {
  const std::lock_guard lock(m_mutex);
  m_idle.push_back(std::move(encoder));
}

}  // namespace pcrs::raster
