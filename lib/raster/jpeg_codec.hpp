// SPDX-License-Identifier: Apache-2.0
// libjpeg behind C++: blocks in YCbCr 4:2:0 without tables of their own, as a TIFF with JPEGTABLES holds
// them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "raster/jpeg_coefficients.hpp"
#include "raster/jpeg_tables.hpp"

namespace pcrs::raster {

/// Packed RGB rows somewhere in a wider image.
struct RgbView {
  const std::uint8_t* data = nullptr;
  std::size_t stride = 0;  ///< bytes from row to row
  int width = 0;
  int height = 0;
};

struct JpegTables {
  QuantTables quant;
  std::optional<HuffmanTables> huffman;  ///< nothing: the tables of Annex K
};

/// One thread uses one encoder at a time. Throws Error (failed).
class JpegEncoder {
 public:
  explicit JpegEncoder(const JpegTables& tables);
  ~JpegEncoder();
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;
  /// The image without tables; neither JFIF nor Adobe marker. Sides must be multiples of 16.
  std::vector<std::byte> encode(const RgbView& image);
  /// The same from coefficients that are quantised already: nothing is lost.
  std::vector<std::byte> encode(const CoefficientView& view);
  /// Bytes of an image of all `strips`, one below the other, with the Huffman tables that suit it best. All
  /// of one width, heights multiples of 16.
  std::size_t optimal_bytes(std::span<const RgbView> strips);
  /// The tables alone: what goes into JPEGTABLES.
  std::vector<std::byte> tables_stream();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Reads what JpegEncoder wrote. Throws Error (failed).
class JpegDecoder {
 public:
  explicit JpegDecoder(Bytes tables_stream);
  ~JpegDecoder();
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;
  /// Luma of an image of that size, packed.
  std::vector<std::uint8_t> decode_luma(Bytes image, int width, int height);
  /// What an entropy coder saw in the image.
  SymbolCounts count_symbols(Bytes image);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// What coding every `step`-th row of MCUs of `view` would count.
SymbolCounts count_symbols(const CoefficientView& view, int step);

/// The luma quantisation table (natural order) of the first DQT with number 0 in a JPEG stream, tables only
/// or not; nothing where there is none.
std::optional<QuantTable> luma_table_of(Bytes jpeg);

}  // namespace pcrs::raster
