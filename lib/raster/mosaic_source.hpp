// SPDX-License-Identifier: Apache-2.0
// One image that a mosaic is made of: what its header says, and where it lies on the grid.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "raster/band_source.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

class PlainTiff;

enum class Resampling { nearest, bilinear, cubic };
std::string resampling_text(Resampling resampling);

struct MosaicOptions {
  Resampling resampling = Resampling::cubic;  ///< where pixels do not fall on the grid
  double misaligned_px = 0.1;  ///< pixels are copied as they are up to this shift, anywhere in the dalle
  double coarsest = 1.1;       ///< largest pixel of a source, in pixels of the grid
  double datum_m = 0.1;        ///< worst accuracy of a change of datum
  bool trust_lossy_nodata = false;
  std::string crs_when_missing;  ///< for sources that state none; empty: refuse them
  std::vector<std::string> accept_realisations;
};

/// Metres of the grid's CRS.
struct Box {
  double west = 0, south = 0, east = 0, north = 0;
};

/// What says which pixels are valid.
enum class Validity { all, mask, alpha, nodata };

struct MosaicSource {
  std::string path;
  int width = 0, height = 0;
  std::array<double, 6> to_crs{};  ///< GDAL's geotransform, rows turned north-up when `bottom_up`
  bool bottom_up = false;          ///< rows are stored south to north
  std::string other_crs;           ///< WKT when it is not the grid's; empty: the grid's
  Box bounds;                      ///< in the grid's CRS
  std::array<int, 3> rgb_bands{1, 2, 3};
  Validity validity = Validity::all;
  std::array<double, 3> nodata{};
  int alpha_band = 0;
  int block_height = 1;
  bool costly_blocks = false;  ///< JPEG 2000, or a VRT of who knows what: a few rows cost as much as many
  bool crs_assumed = false;    ///< it states none: MosaicOptions::crs_when_missing was taken
  bool lossy_nodata = false;   ///< declares nodata, and its compression is lossy
};

struct Inspection {
  std::optional<MosaicSource> source;  ///< nothing when a finding of severity error says why
  std::vector<Finding> findings;
};

/// Reads the header of `path` (a VRT's own files are checked to be local) and places it in the CRS of a grid
/// whose pixels measure `gsd_m`. A source that cannot be used is a finding. Throws only what is not its
/// fault.
Inspection inspect_source(const std::string& path, const std::string& crs, double gsd_m,
                          const MosaicOptions& options);

/// How a source lies on one dalle.
enum class Fit {
  exact,       ///< its pixels are the dalle's
  resampled,   ///< same CRS, other pixels
  reprojected  ///< another CRS
};
std::string fit_text(Fit fit);

struct Placement {
  Fit fit = Fit::exact;
  double shift_px = 0;      ///< largest distance between its pixels and the dalle's, where fit is exact or
                            ///< resampled
  int column = 0, row = 0;  ///< exact: where its upper-left pixel falls, in pixels of the dalle
};

Placement place_source(const MosaicSource& source, const Geometry& dalle, double misaligned_px);

/// The open file: RGB and validity of windows of its pixels. Serves one thread.
class SourceReader {
 public:
  /// Throws Error (failed) naming the file.
  explicit SourceReader(const MosaicSource& source);
  ~SourceReader();
  /// True when any window costs what it holds; otherwise blocks are decoded whole, for each window again.
  bool is_plain() const { return m_plain != nullptr; }
  /// `rgb` takes height rows of `rgb_stride` bytes, `valid` height rows of width bytes (0 or 255; may be
  /// null when every pixel is valid).
  void read(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride,
            std::uint8_t* valid);

 private:
  void read_rgb(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride);
  void read_valid(int x, int y, int width, int height, const std::uint8_t* rgb, std::size_t rgb_stride,
                  std::uint8_t* valid);
  const MosaicSource m_source;
  DatasetPtr m_dataset;
  std::unique_ptr<PlainTiff> m_plain;  // null when the file is anything else
};

}  // namespace pcrs::raster
