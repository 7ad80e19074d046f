// SPDX-License-Identifier: Apache-2.0
#include "raster/polygon_mask.hpp"

#include <algorithm>
#include <cmath>

namespace pcrs::raster {

PolygonMask::PolygonMask(const Geometry& geometry, const grid::Polygons& polygons) : m_width(geometry.width) {
  for (const grid::Polygon& polygon : polygons)
    for (const grid::Ring& ring : polygon) add(ring, geometry);
  std::sort(m_edges.begin(), m_edges.end(), [](const Edge& a, const Edge& b) { return a.top < b.top; });
}

void PolygonMask::add(const grid::Ring& ring, const Geometry& geometry) {
  const auto column = [&](const grid::Point& point) { return (point.x - geometry.west) / geometry.gsd_m; };
  const auto row = [&](const grid::Point& point) { return (geometry.north - point.y) / geometry.gsd_m; };
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const grid::Point *upper = &ring[i - 1], *lower = &ring[i];
    if (row(*upper) > row(*lower)) std::swap(upper, lower);
    const double height = row(*lower) - row(*upper);
    if (height > 0)
      m_edges.push_back(
          {row(*upper), row(*lower), column(*upper), (column(*lower) - column(*upper)) / height});
  }
}

// Where edges cross the line through the middle of the row; an edge holds its upper end, not its lower one.
void PolygonMask::find_crossings() {
  const double middle = m_row + 0.5;
  for (; m_next < m_edges.size() && m_edges[m_next].top <= middle; ++m_next)
    m_active.push_back(m_edges[m_next]);
  std::erase_if(m_active, [&](const Edge& edge) { return edge.bottom <= middle; });
  m_crossings.clear();
  for (const Edge& edge : m_active) m_crossings.push_back(edge.x + (middle - edge.top) * edge.step);
  std::sort(m_crossings.begin(), m_crossings.end());
}

void PolygonMask::cut_row(std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  find_crossings();
  ++m_row;
  const auto pixel_from = [&](double x) {  // the first whose centre is not left of x
    return static_cast<std::ptrdiff_t>(std::clamp(std::ceil(x - 0.5), 0.0, double(m_width)));
  };
  std::ptrdiff_t outside = 0;  // from here on
  const auto clear_to = [&](std::ptrdiff_t end) {
    if (end <= outside) return;
    std::fill(rgb.begin() + 3 * outside, rgb.begin() + 3 * end, std::uint8_t{255});
    std::fill(valid.begin() + outside, valid.begin() + end, std::uint8_t{0});
  };
  for (std::size_t i = 0; i + 1 < m_crossings.size(); i += 2) {
    clear_to(pixel_from(m_crossings[i]));
    outside = std::max(outside, pixel_from(m_crossings[i + 1]));
  }
  clear_to(m_width);
}

}  // namespace pcrs::raster
