// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>
#include <string>

#include "raster/mosaic_source.hpp"

class OGRCoordinateTransformation;

namespace pcrs::raster {

struct DeleteTransformation {
  void operator()(OGRCoordinateTransformation* transformation) const;
};
using TransformationPtr = std::unique_ptr<OGRCoordinateTransformation, DeleteTransformation>;

/// From one CRS (any text that GDAL understands) to another, easting first. Nothing when no operation is as
/// accurate as `datum_m`; `why` then says so.
TransformationPtr make_transformation(const std::string& from, const std::string& to, double datum_m,
                                      std::string& why);

/// Between pixels of a window of a dalle and pixels of a window of a source.
class PixelTransform {
 public:
  /// Throws Error (failed) when the source's CRS cannot be reached.
  PixelTransform(const MosaicSource& source, const Geometry& dalle, double datum_m);
  ~PixelTransform();
  /// Both windows start here from now on.
  void set_origins(double dalle_x, double dalle_y, double source_x, double source_y);
  /// In place; false for points that have no image.
  bool to_source(int count, double* x, double* y, int* ok) const;
  bool to_dalle(int count, double* x, double* y, int* ok) const;
  /// Source pixels (of the whole source) that a window of the dalle needs, with `margin` more all round and
  /// cut to the source: x, y, width, height; width 0 when there is none.
  std::array<int, 4> source_window(const std::array<int, 4>& window, double margin) const;
  /// True when every pixel of the dalle falls at least `margin` pixels inside the source.
  bool covers_dalle(double margin) const;
  /// Pixels of the source along one pixel of the dalle.
  double scale() const { return m_scale; }

 private:
  struct Extent {
    double left, top, right, bottom;
  };
  Extent extent_of(const std::array<int, 4>& window) const;
  const MosaicSource m_source;
  const Geometry m_dalle;
  std::array<double, 6> m_from_crs{};
  TransformationPtr m_to_source, m_to_dalle;
  double m_dalle_x = 0, m_dalle_y = 0, m_source_x = 0, m_source_y = 0;
  double m_scale = 1;
};

}  // namespace pcrs::raster
