// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <future>
#include <vector>

#include "raster/band_source.hpp"

namespace pcrs::raster {

/// Reads the next band of another source on a thread of its own while the caller encodes the one before.
/// Costs one band of memory. The source is never used by two threads at once.
class ReadAhead : public BandSource {
 public:
  explicit ReadAhead(BandSource& source) : m_source(source) {}
  ~ReadAhead() override;
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  const Geometry& geometry() const override { return m_source.geometry(); }
  bool has_mask() const override { return m_source.has_mask(); }
  /// As BandSource. The band after is taken to be of as many rows; when it is not, that is no more than slow.
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;

 private:
  struct Band {
    int rows = 0;  ///< of which `taken` were handed out
    int taken = 0;
    std::vector<std::uint8_t> rgb, valid;
  };
  void start(int rows);
  void fill(Band& band);

  BandSource& m_source;
  int m_next_row = 0;   ///< first that no band holds yet
  Band m_band, m_next;  // the two change places: their memory is used again
  std::future<void> m_coming;
};

}  // namespace pcrs::raster
