// SPDX-License-Identifier: Apache-2.0
#include "raster/extract.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::raster {

namespace {

// What PROJ loses on the way is no reason for one more row.
constexpr double rounding_px = 1e-4;

std::vector<const MosaicSource*> pointers_to(const std::vector<MosaicSource>& sources) {
  std::vector<const MosaicSource*> pointers;
  for (const MosaicSource& source : sources) pointers.push_back(&source);
  return pointers;
}

}  // namespace

Geometry extract_geometry(const grid::Polygons& polygons, const std::string& crs, double gsd_m) {
  Geometry geometry{0, 0, 0, 0, gsd_m, crs};
  constexpr double most = std::numeric_limits<double>::max();
  double west = most, south = most, east = -most, north = -most;
  for (const grid::Polygon& polygon : polygons)
    for (const grid::Ring& ring : polygon)
      for (const grid::Point& point : ring) {
        west = std::min(west, point.x), east = std::max(east, point.x);
        south = std::min(south, point.y), north = std::max(north, point.y);
      }
  if (west > east) return geometry;
  const double left = std::floor(west / gsd_m + rounding_px), right = std::ceil(east / gsd_m - rounding_px);
  const double bottom = std::floor(south / gsd_m + rounding_px), top = std::ceil(north / gsd_m - rounding_px);
  const auto side = [](double pixels) { return static_cast<int>(std::clamp(pixels, 1.0, 1e9)); };
  geometry.width = side(right - left);
  geometry.height = side(top - bottom);
  geometry.west = left * gsd_m;
  geometry.north = top * gsd_m;
  return geometry;
}

Extract::Extract(Geometry geometry, const grid::Polygons& polygons, const std::vector<std::string>& files)
    : m_mask(geometry, polygons) {
  const MosaicOptions options;
  for (const std::string& file : files) {
    Inspection found = inspect_source(file, geometry.crs, geometry.gsd_m, options);
    if (!found.source)
      throw_failed(file, found.findings.empty() ? "cannot be used" : found.findings.back().message);
    m_sources.push_back(std::move(*found.source));
  }
  m_mosaic = std::make_unique<Mosaic>(std::move(geometry), pointers_to(m_sources), options);
}

void Extract::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  if (!m_mosaic->has_mask()) std::fill(valid.begin(), valid.end(), std::uint8_t{255});
  m_mosaic->read_rows(rows, rgb, m_mosaic->has_mask() ? valid : std::span<std::uint8_t>{});
  const auto width = static_cast<std::size_t>(geometry().width);
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
    m_mask.cut_row(rgb.subspan(3 * row * width, 3 * width), valid.subspan(row * width, width));
}

std::string world_file(const Geometry& geometry) {
  const double half = geometry.gsd_m / 2;
  std::string text;
  for (const double number :
       {geometry.gsd_m, 0.0, 0.0, -geometry.gsd_m, geometry.west + half, geometry.north - half})
    text += fixed_text(number, 6) + "\n";
  return text;
}

}  // namespace pcrs::raster
