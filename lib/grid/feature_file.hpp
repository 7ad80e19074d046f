// SPDX-License-Identifier: Apache-2.0
// Writes features for maps and tables: GeoJSON and GeoPackage. Equal features give equal bytes.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "grid/dalle.hpp"

namespace pcrs::grid {

enum class FieldType { text, integer, real };

struct Field {
  std::string name;
  FieldType type = FieldType::text;
};

/// monostate: absent (null in GeoJSON, NULL in GeoPackage), never an empty text or a zero in its place.
using FieldValue = std::variant<std::monostate, std::string, std::int64_t, double>;

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
/// Closed (last point = first); the way round does not matter, writers turn it as their format asks.
using Ring = std::vector<Point>;
/// Outer ring first, then holes.
using Polygon = std::vector<Ring>;
using Polygons = std::vector<Polygon>;
/// In metres of `Layer::crs`, x east and y north. monostate: a feature without place.
using Geometry = std::variant<std::monostate, Point, Polygon, Polygons>;

struct Feature {
  Geometry geometry;
  std::vector<FieldValue> values;  ///< as many as fields, in their order and of their types
};

enum class GeometryType { point, polygon, multipolygon };

struct Layer {
  std::string name;  ///< of the table, or GeoJSON "name": `dalles`
  std::string crs = "EPSG:2154";
  GeometryType type = GeometryType::polygon;
  std::vector<Field> fields;
  std::vector<Feature> features;
  /// GeoPackage demands a date of last change; what is written must not depend on the clock, so the caller
  /// says it: the newest date among its data, `2026-03-14T02:07:09Z`.
  std::string changed_at = "1970-01-01T00:00:00Z";
};

/// The square of a dalle, clockwise from its upper-left corner.
Polygon square_of(const DalleKey& key, const GridSpec& grid);

/// RFC 7946: WGS 84, longitude then latitude, 8 decimals (1 mm), so that neighbours share their corners;
/// outer rings counter-clockwise; one feature a line. Edges are not densified: one of 1 km bends by 2 cm
/// between the two CRSs. Throws Error (usage) on features that do not fit the layer's fields or type.
std::string geojson_text(const Layer& layer);

/// A whole GeoPackage 1.3 with one table a layer, each in its own CRS and spatially indexed; fid from 1 in
/// the order of the features. It is made in memory, so that the caller writes it as any other small file:
/// store::write_file_if_changed(path, geopackage_bytes(layer)). Throws Error (usage, failed).
std::string geopackage_bytes(std::span<const Layer> layers);
std::string geopackage_bytes(const Layer& layer);

}  // namespace pcrs::grid
