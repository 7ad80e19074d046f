// SPDX-License-Identifier: Apache-2.0
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "grid/feature_check.hpp"
#include "grid/feature_file.hpp"
#include "grid/ogr.hpp"

namespace pcrs::grid {

namespace {

constexpr int decimals = 8;

/// Writes the geometries of one layer; JSON is put together as text because a national index of half a
/// million dalles as a JSON tree takes gigabytes.
class Writer {
 public:
  explicit Writer(const Layer& layer)
      : m_layer(layer), m_to_wgs84(transformation(*reference_of(layer.crs), *reference_of("EPSG:4326"))) {}

  std::string text() {
    m_text = "{\"type\":\"FeatureCollection\",\"name\":" + json_line(m_layer.name) + ",\"features\":[";
    const char* separator = "\n";
    for (const Feature& feature : m_layer.features) {
      m_text += separator;
      write(feature);
      separator = ",\n";
    }
    m_text += "\n]}\n";
    return std::move(m_text);
  }

 private:
  void write(const Feature& feature) {
    m_text += "{\"type\":\"Feature\",\"properties\":{";
    for (std::size_t i = 0; i < m_layer.fields.size(); ++i) {
      if (i > 0) m_text += ',';
      m_text += json_line(m_layer.fields[i].name) + ":" + value_text(feature.values[i]);
    }
    m_text += "},\"geometry\":";
    std::visit([this](const auto& geometry) { write(geometry); }, feature.geometry);
    m_text += '}';
  }

  static std::string value_text(const FieldValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return json_line(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return json_line(*real);
    return "null";
  }

  void write(std::monostate) { m_text += "null"; }

  void write(const Point& point) {
    m_text += "{\"type\":\"Point\",\"coordinates\":";
    write_position(to_wgs84({point}).front());
    m_text += '}';
  }

  void write(const Polygon& polygon) {
    m_text += "{\"type\":\"Polygon\",\"coordinates\":";
    write_rings(polygon);
    m_text += '}';
  }

  void write(const Polygons& polygons) {
    m_text += "{\"type\":\"MultiPolygon\",\"coordinates\":[";
    for (std::size_t i = 0; i < polygons.size(); ++i) {
      if (i > 0) m_text += ',';
      write_rings(polygons[i]);
    }
    m_text += "]}";
  }

  void write_rings(const Polygon& polygon) {
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      Ring ring = to_wgs84(polygon[i]);
      const bool is_outer = i == 0;
      if ((signed_area(ring) > 0) != is_outer) std::reverse(ring.begin(), ring.end());
      m_text += is_outer ? "[[" : ",[";
      for (std::size_t j = 0; j < ring.size(); ++j) {
        if (j > 0) m_text += ',';
        write_position(ring[j]);
      }
      m_text += ']';
    }
    m_text += polygon.empty() ? "[]" : "]";
  }

  void write_position(const Point& point) {
    m_text += '[' + fixed_text(point.x, decimals) + ',' + fixed_text(point.y, decimals) + ']';
  }

  Ring to_wgs84(Ring ring) {
    for (Point& point : ring)
      if (!m_to_wgs84->Transform(1, &point.x, &point.y) || !std::isfinite(point.x + point.y))
        throw_failed(m_layer.name,
                     "a point of the layer has no longitude and latitude; check its CRS, " + m_layer.crs);
    return ring;
  }

  const Layer& m_layer;
  TransformationPtr m_to_wgs84;
  std::string m_text;
};

}  // namespace

std::string geojson_text(const Layer& layer) {
  check_layer(layer);
  const OgrErrors quiet;
  return Writer(layer).text();
}

}  // namespace pcrs::grid
