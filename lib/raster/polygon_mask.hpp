// SPDX-License-Identifier: Apache-2.0
// Which pixels of an image have their centre in polygons, row by row.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "grid/feature_file.hpp"
#include "raster/band_source.hpp"

namespace pcrs::raster {

class PolygonMask {
 public:
  /// `polygons` in the CRS of `geometry`, sound ones: a point is inside that an odd number of rings holds.
  PolygonMask(const Geometry& geometry, const grid::Polygons& polygons);
  /// Clears what lies outside in the next row: 0 in `valid` (width bytes), white in `rgb`. Rows from the top.
  void cut_row(std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid);

 private:
  /// In pixels of the image; goes down.
  struct Edge {
    double top = 0, bottom = 0, x = 0, step = 0;  ///< x at `top`, and how much it grows by a row
  };
  void add(const grid::Ring& ring, const Geometry& geometry);
  void find_crossings();

  const int m_width;
  int m_row = 0;
  std::vector<Edge> m_edges;  // by their top
  std::size_t m_next = 0;     // the first of them that has not begun
  std::vector<Edge> m_active;
  std::vector<double> m_crossings;
};

}  // namespace pcrs::raster
