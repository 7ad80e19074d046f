// SPDX-License-Identifier: Apache-2.0
#include "grid/feature_file.hpp"

#include "base/error.hpp"
#include "grid/feature_check.hpp"

namespace pcrs::grid {

Polygon square_of(const DalleKey& key, const GridSpec& grid) {
  const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  const auto side = static_cast<double>(grid.dalle_side_m);
  return {{{west, north},
           {west + side, north},
           {west + side, north - side},
           {west, north - side},
           {west, north}}};
}

double signed_area(const Ring& ring) {
  double twice = 0;
  // From the first point, so that coordinates of millions of metres do not eat the digits.
  for (std::size_t i = 1; i < ring.size(); ++i)
    twice += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
             (ring[i].x - ring[0].x) * (ring[i - 1].y - ring[0].y);
  return twice / 2;
}

namespace {

bool fits(const FieldValue& value, FieldType type) {
  switch (type) {
    case FieldType::text:
      return std::holds_alternative<std::string>(value);
    case FieldType::integer:
      return std::holds_alternative<std::int64_t>(value);
    default:
      return std::holds_alternative<double>(value);
  }
}

bool fits(const Geometry& geometry, GeometryType type) {
  switch (type) {
    case GeometryType::point:
      return std::holds_alternative<Point>(geometry);
    case GeometryType::polygon:
      return std::holds_alternative<Polygon>(geometry);
    default:
      return std::holds_alternative<Polygons>(geometry) || std::holds_alternative<Polygon>(geometry);
  }
}

}  // namespace

void check_layer(const Layer& layer) {
  for (const Feature& feature : layer.features) {
    if (feature.values.size() != layer.fields.size())
      throw_usage(layer.name, "a feature has " + std::to_string(feature.values.size()) + " values for " +
                                  std::to_string(layer.fields.size()) + " fields");
    if (feature.geometry.index() != 0 && !fits(feature.geometry, layer.type))
      throw_usage(layer.name, "a feature's geometry is not of the layer's type");
    for (std::size_t i = 0; i < layer.fields.size(); ++i)
      if (feature.values[i].index() != 0 && !fits(feature.values[i], layer.fields[i].type))
        throw_usage(layer.name, "field " + layer.fields[i].name + " holds a value of another type");
  }
}

}  // namespace pcrs::grid
