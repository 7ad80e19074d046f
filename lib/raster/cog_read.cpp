// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_read.hpp"

#include <algorithm>

#include "base/interrupt.hpp"
#include "base/parallel.hpp"

namespace pcrs::raster {

BandReader::BandReader(BandSource& source, int block_px, unsigned jobs, std::function<void(double)> on_read)
    : m_source(source),
      m_block_px(block_px),
      m_mode(effective_jobs(jobs) > 1 ? std::launch::async : std::launch::deferred),
      m_on_read(std::move(on_read)),
      m_band(source.geometry().width, block_px, source.has_mask()),
      m_coming(source.geometry().width, block_px, source.has_mask()) {
  start();
}

BandReader::~BandReader() {
  if (m_reading.valid() && m_mode == std::launch::async) m_reading.wait();  // a deferred one would read now
}

BlockRow* BandReader::next() {
  if (!m_reading.valid()) return nullptr;
  m_reading.get();
  interrupt::check();
  std::swap(m_band, m_coming);
  start();
  return &m_band;
}

void BandReader::start() {
  const int height = m_source.geometry().height;
  if (m_row == height) return;
  m_coming.set_rows(std::min(m_block_px, height - m_row));
  m_row += m_coming.rows();
  m_reading = std::async(m_mode, [this, share = static_cast<double>(m_row) / height] {
    read();
    if (m_on_read) m_on_read(share);
  });
}

void BandReader::read() {
  const Rows rows = m_coming.filled();
  const std::size_t pixels = static_cast<std::size_t>(rows.width) * static_cast<std::size_t>(rows.rows);
  m_source.read_rows(rows.rows, {rows.rgb, 3 * pixels}, {rows.valid, rows.valid ? pixels : 0});
  if (m_source.kept_jpeg()) m_source.swap_coefficients(m_coming.coefficients);
}

}  // namespace pcrs::raster
