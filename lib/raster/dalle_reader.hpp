// SPDX-License-Identifier: Apache-2.0
// One image file that is a dalle already, opened as a source of rows.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "raster/band_source.hpp"

namespace pcrs::raster {

/// Rows of one dalle in order, and any of them at will.
class DalleSource : public BandSource {
 public:
  /// `rows` rows from `row` on, as read_rows gives them; does not move where read_rows stands.
  virtual void read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) = 0;
  /// read_rows starts at the top again.
  virtual void rewind() = 0;
  /// Quality of the JPEG that the pixels came from, by its quantisation tables; nothing when they did not.
  virtual std::optional<double> jpeg_quality() const = 0;
  /// Keeps the JPEG that the pixels come from (kept_jpeg) from the next rewind() on, or no longer. False: its
  /// blocks cannot be carried over, nothing changes.
  virtual bool keep_jpeg(bool keep) { return !keep; }
};

struct DalleOptions {
  std::string crs = "EPSG:2154";                 ///< what the dalle must be in, and is then declared to be in
  std::vector<std::string> accept_realisations;  ///< of its datum
  std::string crs_when_missing;                  ///< for a file that states none; empty: refuse it
  std::optional<Geometry> dalle;                 ///< of the grid: what it must be, to a tenth of a pixel
};

/// A JPEG is kept where encoding it again at `quality` would not make it smaller; true when it is.
bool keep_jpeg_below(DalleSource& source, double quality);

/// A dalle, or the findings of severity error that say why it is none.
struct OpenedDalle {
  std::unique_ptr<DalleSource> source;
  std::vector<Finding> findings;
};

/// Opens a GeoTIFF or JPEG 2000 of three bands of 8 bit (and alpha), north up or bottom up, square pixels,
/// CRS `options.crs` by its parameters. Of `options.dalle` the geometry is taken exactly. Mask, alpha and
/// nodata of lossless files become the mask. read_rows throws Error (failed) naming the file when a block
/// cannot be decoded.
OpenedDalle open_dalle(const std::string& path, const DalleOptions& options);

}  // namespace pcrs::raster
