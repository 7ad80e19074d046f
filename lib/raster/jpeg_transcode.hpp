// SPDX-License-Identifier: Apache-2.0
// A JPEG's pixels and its coefficients in one decoding.
#pragma once
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "raster/jpeg_coefficients.hpp"
#include "raster/jpeg_tables.hpp"

namespace pcrs::raster {

/// What a JPEG says of itself before its data.
struct JpegHeader {
  int width = 0, height = 0;
  QuantTables quant;
};

/// Where decoded pixels go: packed RGB rows, cut at `width` × `height`.
struct RgbRoom {
  std::uint8_t* data = nullptr;
  std::size_t stride = 0;
  int width = 0, height = 0;
};

/// One thread uses one decoder at a time. Throws Error (failed) on data that cannot be decoded or is damaged.
class JpegTranscoder {
 public:
  /// `tables_stream`: what JPEGTABLES holds; may be empty.
  explicit JpegTranscoder(Bytes tables_stream);
  ~JpegTranscoder();
  JpegTranscoder(const JpegTranscoder&) = delete;
  JpegTranscoder& operator=(const JpegTranscoder&) = delete;
  /// Nothing when it is no YCbCr 4:2:0 of 8 bit, with one table for luma and one for chroma. The start of the
  /// stream, up to its data, is enough.
  std::optional<JpegHeader> header(Bytes image);
  /// The pixels (colours as libtiff has them: upsampled smoothly), and the coefficients from MCU `mcu_column`
  /// of row 0 of `coefficients` on, cut at its edges.
  void decode(Bytes image, const RgbRoom& pixels, Coefficients& coefficients, int mcu_column);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace pcrs::raster
