// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_dalle.hpp"

namespace pcrs::raster {

MosaicDalle::MosaicDalle(Geometry dalle, std::vector<const MosaicSource*> sources, MosaicOptions options)
    : m_dalle(std::move(dalle)),
      m_sources(std::move(sources)),
      m_options(std::move(options)),
      m_mosaic(open()) {}

std::unique_ptr<Mosaic> MosaicDalle::open() const {
  return std::make_unique<Mosaic>(m_dalle, m_sources, m_options);
}

void MosaicDalle::read(Mosaic& from, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  try {
    from.read_rows(rows, rgb, valid);
  } catch (...) {
    m_fault = from.fault();
    throw;
  }
}

void MosaicDalle::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  read(*m_mosaic, rows, rgb, valid);
}

void MosaicDalle::read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  if (!m_looked_at || m_looked_at->row() > row) m_looked_at = open();
  m_looked_at->skip_rows(row - m_looked_at->row());
  read(*m_looked_at, rows, rgb, valid);
}

void MosaicDalle::rewind() {
  m_looked_at.reset();
  if (m_mosaic->row() > 0) m_mosaic = open();
}

}  // namespace pcrs::raster
