// SPDX-License-Identifier: Apache-2.0
// A part of the dalles as an image of its own: cut along polygons, in the grid's CRS or another.
#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "grid/feature_file.hpp"
#include "raster/mosaic.hpp"
#include "raster/polygon_mask.hpp"

namespace pcrs::raster {

/// The smallest image of that pixel size whose pixels fall on whole multiples of it and that holds the
/// polygons. Where the CRS is the dalles' and the pixel theirs, pixels are theirs too. Zero wide when there
/// is no polygon. Sides are clamped to 10^9 pixels.
Geometry extract_geometry(const grid::Polygons& polygons, const std::string& crs, double gsd_m);

/// Dalles laid side by side and cut along polygons, both in the CRS of the geometry: what is outside, or
/// shown by no dalle, is white and not valid.
class Extract : public BandSource {
 public:
  /// `files` are dalles, the later over the earlier. Throws Error (failed) naming one that cannot be used.
  Extract(Geometry geometry, const grid::Polygons& polygons, const std::vector<std::string>& files);
  const Geometry& geometry() const override { return m_mosaic->geometry(); }
  bool has_mask() const override { return true; }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override;

 private:
  std::vector<MosaicSource> m_sources;
  std::unique_ptr<Mosaic> m_mosaic;
  PolygonMask m_mask;
};

/// A baseline JPEG (4:2:0) of the source, read from top to bottom; `comment` is written into it. Validity is
/// lost: what is not valid is white. Throws Error (failed): sides of more than 65 500 pixels.
void write_jpeg(BandSource& source, ByteSink& sink, int quality, const std::string& comment);

/// The world file of an image: pixel size, no turn, centre of the upper-left pixel.
std::string world_file(const Geometry& geometry);

}  // namespace pcrs::raster
