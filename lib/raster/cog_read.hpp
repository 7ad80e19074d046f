// SPDX-License-Identifier: Apache-2.0
// Rows of blocks of a source, each read while the one before is encoded.
#pragma once
#include <functional>
#include <future>

#include "raster/band_source.hpp"
#include "raster/cog_bands.hpp"

namespace pcrs::raster {

class BandReader {
 public:
  /// With one job it reads when asked and starts no thread. `on_read`: see CogOptions.
  BandReader(BandSource& source, int block_px, unsigned jobs, std::function<void(double)> on_read);
  ~BandReader();
  BandReader(const BandReader&) = delete;
  BandReader& operator=(const BandReader&) = delete;

  /// Null when there is none left. What it gave before is overwritten. Throws what the source throws.
  BlockRow* next();

 private:
  void start();
  void read();

  BandSource& m_source;
  const int m_block_px;
  const std::launch m_mode;
  const std::function<void(double)> m_on_read;
  BlockRow m_band, m_coming;
  int m_row = 0;  ///< of the image: what is read, or being read, lies above
  std::future<void> m_reading;
};

}  // namespace pcrs::raster
