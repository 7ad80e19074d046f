// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_ahead.hpp"

#include <algorithm>

namespace pcrs::raster {

ReadAhead::~ReadAhead() {
  if (m_coming.valid()) m_coming.wait();
}

void ReadAhead::fill(Band& band) {
  const auto pixels = static_cast<std::size_t>(band.rows) * static_cast<std::size_t>(geometry().width);
  band.rgb.resize(pixels * 3);
  if (has_mask()) band.valid.resize(pixels);
  m_source.read_rows(band.rows, band.rgb, band.valid);
}

void ReadAhead::start(int rows) {
  m_next.rows = std::min(rows, geometry().height - m_next_row);
  m_next.taken = 0;
  if (m_next.rows <= 0) return;
  m_next_row += m_next.rows;
  m_coming = std::async(std::launch::async, [this] { fill(m_next); });
}

void ReadAhead::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  const auto width = static_cast<std::size_t>(geometry().width);
  for (int done = 0; done < rows;) {
    if (m_band.taken == m_band.rows) {
      if (!m_coming.valid()) start(rows - done);
      m_coming.get();
      std::swap(m_band, m_next);
      start(rows);
    }
    const int count = std::min(rows - done, m_band.rows - m_band.taken);
    const std::size_t from = static_cast<std::size_t>(m_band.taken) * width;
    const std::size_t to = static_cast<std::size_t>(done) * width;
    const std::size_t pixels = static_cast<std::size_t>(count) * width;
    std::copy_n(m_band.rgb.begin() + static_cast<std::ptrdiff_t>(from * 3), pixels * 3,
                rgb.begin() + static_cast<std::ptrdiff_t>(to * 3));
    if (has_mask())
      std::copy_n(m_band.valid.begin() + static_cast<std::ptrdiff_t>(from), pixels,
                  valid.begin() + static_cast<std::ptrdiff_t>(to));
    m_band.taken += count;
    done += count;
  }
}

}  // namespace pcrs::raster
