// SPDX-License-Identifier: Apache-2.0
// Strips of 16 rows spread over a dalle: what predicts the size of its COG without reading all of it.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "raster/cog_writer.hpp"
#include "raster/dalle_reader.hpp"

namespace pcrs::raster {

inline constexpr int strip_px = 16;

/// Strips of one level, one behind the other; columns are repeated up to whole MCUs.
struct Strips {
  Strips(int width, int count);
  std::size_t strip_bytes() const { return static_cast<std::size_t>(width_px) * strip_px * 3; }
  std::uint8_t* strip(int index) { return rgb.data() + static_cast<std::size_t>(index) * strip_bytes(); }
  double pixels() const { return static_cast<double>(width_px) * strip_px * count_of; }
  int width_px;
  int count_of;
  std::vector<std::uint8_t> rgb;
};

/// One strip in every block or, where a dalle has few rows of blocks, several: 4 % of one in blocks of 400
/// px.
class SampledDalle {
 public:
  /// Throws Error (failed) naming the file.
  SampledDalle(DalleSource& source, const CogPlan& plan);
  Strips& full() { return m_full; }
  /// The same at half the size.
  Strips& half() { return m_half; }
  /// Some pixel of the strips is invalid.
  bool masked() const { return m_masked; }

 private:
  void read(DalleSource& source);
  std::vector<std::pair<int, int>> strip_rows() const;
  void copy_padded(const std::vector<std::uint8_t>& rgb, int rows, std::uint8_t* to) const;
  void halve();

  const Geometry m_geometry;
  const int m_block_px;
  const int m_block_rows;
  const int m_strips_a_block;
  Strips m_full;
  Strips m_half;
  bool m_masked = false;
};

}  // namespace pcrs::raster
