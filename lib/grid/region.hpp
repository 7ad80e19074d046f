// SPDX-License-Identifier: Apache-2.0
// A place that a stranger asks for: a box, or a geometry as WKT or GeoJSON, in one of a few CRSs. Whatever is
// sent, the work is bounded.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grid/feature_file.hpp"

namespace pcrs::grid {

/// A CRS as somebody spells it in a request.
struct AskedCrs {
  std::string code;             ///< `EPSG:2154`; `EPSG:4326` for CRS84 too
  bool latitude_first = false;  ///< EPSG:4326 by its URI or URN, as OGC orders its axes
};
/// `EPSG:3945`, `3945`, `CRS84`, or OGC's URIs and URNs of them. Known are `grid_crs`, Lambert-93, the nine
/// CC zones, Web Mercator and WGS 84 (`EPSG:4326`: longitude first); nothing for any other.
std::optional<AskedCrs> asked_crs(std::string_view text, const std::string& grid_crs);
/// True for Lambert-93, the CC zones and `grid_crs`: metres in which an image can be given.
bool is_projected_here(const std::string& code, const std::string& grid_crs);

/// West, south, east, north in metres of a grid's CRS.
using Bounds = std::array<double, 4>;

class Region {
 public:
  static constexpr std::size_t most_points = 20'000;

  /// `within` is what is published, in `grid_crs`: what lies far from it is cut off, since no projection
  /// holds it. Throws Error (usage) at `where`: numbers that are none, an upside-down box.
  static Region of_box(const Bounds& box, const AskedCrs& crs, const std::string& grid_crs,
                       const Bounds& within, const std::string& where);
  /// WKT, or GeoJSON: a geometry, or a Feature that holds one. Faulty rings are repaired. Throws Error
  /// (usage) at `where`: unreadable, more than most_points, coordinates that the CRS cannot hold.
  static Region of_text(const std::string& text, const AskedCrs& crs, const std::string& grid_crs,
                        const Bounds& within, const std::string& where);
  /// They may overlap or share edges, as neighbours do.
  static Region of_polygons(const Polygons& polygons, const std::string& grid_crs);
  ~Region();
  Region(Region&&) noexcept;
  Region& operator=(Region&&) noexcept;

  /// True when nothing of it is near what is published.
  bool is_empty() const;
  /// True when it is a surface: a point or a line cannot be cut out.
  bool is_surface() const;
  /// In the grid's CRS; zeros when empty.
  Bounds bounds() const;
  /// Square metres, in the grid's CRS.
  double area() const;
  /// True when it is the box of bounds() itself: then whatever meets the bounds meets it.
  bool is_box() const;
  /// True when the square shares more with it than an edge (a millimetre wide); a point or a line: touches
  /// it.
  bool meets(const Bounds& square) const;
  /// The surfaces in another CRS, edges cut to a few metres where it bends them. Throws Error (usage).
  Polygons polygons_in(const std::string& crs) const;

 private:
  struct State;
  explicit Region(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace pcrs::grid
