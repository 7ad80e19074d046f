// SPDX-License-Identifier: Apache-2.0
// The capabilities of a WMTS 1.0.0 (OGC 07-057r7), and its exceptions (OWS 1.1.0).
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "grid/tile_matrix.hpp"

namespace pcrs::format {

/// The matrix set of web maps that know nothing else: EPSG:3857, 256 px, zoom 0 at 156 543 m a pixel.
namespace web_mercator {
inline constexpr const char* id = "PM";
inline constexpr const char* crs = "EPSG:3857";
inline constexpr int tile_px = 256;
inline constexpr double half_width_m = 20037508.342789244;
double cell_m(int zoom);
/// West, south, east, north of a tile.
std::array<double, 4> bounds(int zoom, std::int64_t column, std::int64_t row);
grid::TileRange tiles_of(int zoom, const std::array<double, 4>& bounds);
}  // namespace web_mercator

struct WmtsLayer {
  std::string id, title;
  std::array<double, 4> bounds{};      ///< in the grid's CRS
  std::array<double, 4> web_bounds{};  ///< in EPSG:3857
  std::array<double, 4> lonlat{};      ///< west, south, east, north in degrees
};

struct Wmts {
  std::string title, provider, contact;
  std::string root_url;  ///< of the site, without `/` at its end
  std::string crs;
  std::vector<grid::TileMatrix> matrices;  ///< from coarse to fine; a matrix is called by its place
  std::size_t first_matrix = 0;            ///< the coarsest that there are pixels for
  int first_zoom = 0, last_zoom = 0;       ///< of web_mercator
  std::vector<WmtsLayer> layers;
};

/// The identifier of the grid's own matrix set: `LAMB93` for EPSG:2154, else `EPSG_3944`.
std::string matrix_set_id(const std::string& crs);

std::string wmts_capabilities(const Wmts& wmts);
std::string ows_exception(const std::string& code, const std::string& locator, const std::string& text);

}  // namespace pcrs::format
