// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "raster/dalle_reader.hpp"
#include "raster/mosaic.hpp"

namespace pcrs::raster {

/// A mosaic as a dalle that can be looked at before it is read. read_at from top to bottom costs what it
/// shows; going back opens the sources anew.
class MosaicDalle : public DalleSource {
 public:
  /// As Mosaic.
  MosaicDalle(const Geometry& dalle, const std::vector<const MosaicSource*>& sources,
              const MosaicOptions& options)
      : m_mosaic(dalle, sources, options), m_looked_at(dalle, sources, options) {}

  const Mosaic& mosaic() const { return m_mosaic; }
  const std::optional<Finding>& fault() const { return m_fault; }

  const Geometry& geometry() const override { return m_mosaic.geometry(); }
  bool has_mask() const override { return m_mosaic.has_mask(); }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;
  void read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;
  void rewind() override;
  std::optional<double> jpeg_quality() const override { return std::nullopt; }

 private:
  void read(Mosaic& from, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);

  Mosaic m_mosaic;
  Mosaic m_looked_at;  // by read_at
  std::optional<Finding> m_fault;
};

}  // namespace pcrs::raster
