// SPDX-License-Identifier: Apache-2.0
// What a JPEG holds before it becomes pixels. Carried over as it is, a dalle delivered as JPEG loses nothing.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pcrs::raster {

/// Quantised DCT coefficients of whole rows of MCUs (16 × 16 px, YCbCr 4:2:0). Blocks of 64 in natural order,
/// row by row: each MCU has 2 × 2 blocks of luma (component 0) and one of each chroma (1, 2).
class Coefficients {
 public:
  static constexpr int mcu_px = 16;

  void resize(int mcu_columns, int mcu_rows) {
    m_mcu_columns = mcu_columns;
    m_mcu_rows = mcu_rows;
    const auto mcus = static_cast<std::size_t>(mcu_columns) * static_cast<std::size_t>(mcu_rows);
    for (std::size_t c = 0; c < 3; ++c) m_blocks[c].resize(mcus * 64 * (c == 0 ? 4 : 1));
  }
  int mcu_columns() const { return m_mcu_columns; }
  int mcu_rows() const { return m_mcu_rows; }
  static int blocks_a_mcu(std::size_t component) { return component == 0 ? 2 : 1; }
  /// From block `column` of row `row` of blocks on.
  const std::int16_t* at(std::size_t component, int row, int column) const {
    const int columns = m_mcu_columns * blocks_a_mcu(component);
    return m_blocks[component].data() +
           64 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                 static_cast<std::size_t>(column));
  }
  std::int16_t* at(std::size_t component, int row, int column) {
    return const_cast<std::int16_t*>(static_cast<const Coefficients&>(*this).at(component, row, column));
  }

 private:
  int m_mcu_columns = 0, m_mcu_rows = 0;
  std::array<std::vector<std::int16_t>, 3> m_blocks;
};

/// A square of `mcus` × `mcus` of them.
struct CoefficientView {
  const Coefficients* from = nullptr;
  int mcu_column = 0, mcu_row = 0;
  int mcus = 0;

  int blocks_a_row(std::size_t component) const { return mcus * Coefficients::blocks_a_mcu(component); }
  /// Block `column` of row `row` of the square; those to its right follow.
  const std::int16_t* block(std::size_t component, int row, int column = 0) const {
    const int of = Coefficients::blocks_a_mcu(component);
    return from->at(component, mcu_row * of + row, mcu_column * of + column);
  }
};

}  // namespace pcrs::raster
