// SPDX-License-Identifier: Apache-2.0
// Many sources, one dalle: read from top to bottom in bounded memory, whatever their number and size.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "raster/band_source.hpp"
#include "raster/mosaic_source.hpp"

namespace pcrs::raster {

/// One source on the dalle, as planned.
struct LayerPlan {
  const MosaicSource* source = nullptr;
  Placement placement;
  /// The pixels of the dalle that it may fill: [left, right) × [top, bottom).
  int left = 0, top = 0, right = 0, bottom = 0;
  bool fills = false;   ///< it fills all of them
  bool hidden = false;  ///< a later one fills all of them: never opened
};

/// The sources' pixels, the later over the earlier, exact where grids agree. A source is opened when its
/// first row comes, closed when its last one is past or when too many are open.
class Mosaic : public BandSource {
 public:
  /// `sources` in the order in which they are laid; they must outlive the mosaic. Opens nothing.
  Mosaic(Geometry dalle, const std::vector<const MosaicSource*>& sources, const MosaicOptions& options);
  ~Mosaic() override;

  const Geometry& geometry() const override { return m_dalle; }
  bool has_mask() const override { return m_masked; }
  /// As BandSource; when a source is at fault, fault() says which and how.
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;
  /// The next `rows` rows are not wanted.
  void skip_rows(int rows);
  /// Starts at the top again.
  void rewind();
  /// The next row that is read.
  int row() const { return m_row; }
  const std::optional<Finding>& fault() const { return m_fault; }

  const std::vector<LayerPlan>& plan() const { return m_plan; }
  /// Share of the dalle (0 to 1) that the sources' extents cover at most.
  double reach() const;
  /// The one source that is all of the dalle, pixel for pixel, whatever lies below; else nothing.
  const MosaicSource* only_source() const;

 private:
  struct Layer;
  void plan_layers(const std::vector<const MosaicSource*>& sources);
  Layer& layer(std::size_t index);
  void make_room(std::size_t keep);
  void lay(std::size_t index, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);

  const Geometry m_dalle;
  const MosaicOptions m_options;
  std::vector<LayerPlan> m_plan;
  std::vector<std::unique_ptr<Layer>> m_layers;  // one a plan; null while closed
  bool m_masked = false;
  int m_row = 0;
  std::uint64_t m_clock = 0;
  std::optional<Finding> m_fault;
};

}  // namespace pcrs::raster
