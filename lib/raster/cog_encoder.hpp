// SPDX-License-Identifier: Apache-2.0
// From the pixels of one block to the bytes of one block.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "raster/cog_writer.hpp"
#include "raster/jpeg_codec.hpp"

namespace pcrs::raster {

/// One thread uses one encoder at a time; what was encoded before has no influence. Throws Error (failed).
class BlockEncoder {
 public:
  virtual ~BlockEncoder() = default;
  virtual std::vector<std::byte> encode(const RgbView& block) = 0;
  /// JPEG only: from coefficients of a block that is JPEG already.
  virtual std::vector<std::byte> encode(const CoefficientView& block);
};

std::unique_ptr<BlockEncoder> make_jpeg_encoder(const JpegTables& tables);
/// `none`, or `deflate` or `zstd` after horizontal differencing (TIFF predictor 2).
std::unique_ptr<BlockEncoder> make_lossless_encoder(Compression compression, int level);
/// No encoded block of `raw_bytes` bytes is larger.
std::size_t lossless_bound(Compression compression, std::size_t raw_bytes);

/// A 1-bit mask (1 = valid), rows padded to bytes, as a zlib stream. `valid`: 0 or 255 a pixel, packed.
std::vector<std::byte> encode_mask(const std::uint8_t* valid, int block_px);
std::size_t mask_bound(int block_px);

/// Encoders made when threads need them and used again.
class EncoderPool {
 public:
  using Make = std::function<std::unique_ptr<BlockEncoder>()>;
  explicit EncoderPool(Make make) : m_make(std::move(make)) {}
  /// `block`: an RgbView or a CoefficientView.
  template <typename View>
  std::vector<std::byte> encode(const View& block) {
    auto encoder = take();
    auto bytes = encoder->encode(block);
    give_back(std::move(encoder));
    return bytes;
  }

 private:
  std::unique_ptr<BlockEncoder> take();  ///< an idle one, or made now
  void give_back(std::unique_ptr<BlockEncoder> encoder);
  Make m_make;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<BlockEncoder>> m_idle;
};

}  // namespace pcrs::raster
