// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_dalle.hpp"

namespace pcrs::raster {

void MosaicDalle::read(Mosaic& from, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  try {
    from.read_rows(rows, rgb, valid);
  } catch (...) {
    m_fault = from.fault();
    throw;
  }
}

void MosaicDalle::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  read(m_mosaic, rows, rgb, valid);
}

void MosaicDalle::read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  if (m_looked_at.row() > row) m_looked_at.rewind();
  m_looked_at.skip_rows(row - m_looked_at.row());
  read(m_looked_at, rows, rgb, valid);
}

void MosaicDalle::rewind() {
  m_looked_at.rewind();
  m_mosaic.rewind();
}

}  // namespace pcrs::raster
