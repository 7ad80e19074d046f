// SPDX-License-Identifier: Apache-2.0
#include "format/national.hpp"

#include <algorithm>
#include <cmath>

#include "format/stac.hpp"

namespace pcrs::format {

namespace {

Json known(const PublicDalle& dalle, const char* key) {
  const auto found = dalle.national.find(key);
  return found == dalle.national.end() ? Json() : *found;
}

Json or_text(Json value, const std::string& fallback) {
  if (!value.is_null() || fallback.empty()) return value;
  return fallback;
}

// Whole centimetres are written as an integer, as the standard asks; 2.5 cm stays 2.5.
Json centimetres(double gsd_m) {
  const double value = std::round(gsd_m * 1e8) / 1e6;
  if (value == std::round(value)) return static_cast<std::int64_t>(value);
  return value;
}

std::string licence_of_ortho(const Site& site) {
  const auto found = site.products.find("ortho");
  return found == site.products.end() ? "" : found->second.licence;
}

grid::FieldType type_of(const std::string& key) {
  if (key == "tailleFichier" || key == "open") return grid::FieldType::integer;
  if (key == "resolution" || key == "focale") return grid::FieldType::real;
  return grid::FieldType::text;
}

// What a text cannot be read as (a focal length "120 mm" as a number) is left out rather than bent.
grid::FieldValue value_of(const Json& value, grid::FieldType type) {
  if (value.is_null()) return std::monostate{};
  if (type == grid::FieldType::text) return value.is_string() ? value.get<std::string>() : json_line(value);
  if (value.is_boolean()) return std::int64_t{value.get<bool>()};
  if (!value.is_number()) return std::monostate{};
  if (type == grid::FieldType::integer) return value.get<std::int64_t>();
  return value.get<double>();
}

// A feature a line, so that two exports compare.
class Features {
 public:
  void add(const Json& geometry, const Json& properties) {
    m_lines += m_lines.empty() ? "\n" : ",\n";
    m_lines += json_line({{"type", "Feature"}, {"geometry", geometry}, {"properties", properties}});
  }
  std::string text(const std::string& name) const {
    return "{\"type\":\"FeatureCollection\",\"name\":\"" + name + "\",\"features\":[" + m_lines + "\n]}\n";
  }

 private:
  std::string m_lines;
};

}  // namespace

const std::vector<std::string>& national_keys() {
  static const std::vector<std::string> keys = {"dateAcquisition",
                                                "dateRecette",
                                                "descriptionElementsQualite",
                                                "idPCRS",
                                                "nomImage",
                                                "precisionplanimetriqueCorpsdeRue",
                                                "precisionplanimetriqueZonesNaturelles",
                                                "resolution",
                                                "typeImage",
                                                "producteur",
                                                "licence",
                                                "tailleFichier",
                                                "tailleImage",
                                                "compression",
                                                "epsg",
                                                "bandes",
                                                "open",
                                                "focale",
                                                "url"};
  return keys;
}

Json national_properties(const Site& site, const PublicDalle& dalle, const std::string& from) {
  const std::string pixels = std::to_string(site.grid.pixels_a_side());
  Json made{{"nomImage", dalle.name},
            {"resolution", centimetres(site.grid.gsd_m)},
            {"typeImage", "image/tiff"},
            {"producteur", or_text(known(dalle, "producteur"), site.producer)},
            {"licence", or_text(Json(), licence_of_ortho(site))},
            {"tailleFichier", dalle.size_bytes},
            {"tailleImage", pixels + "x" + pixels},
            {"compression", or_text(Json(), dalle.compression)},
            {"epsg", site.grid.crs},
            {"bandes", "Red(Byte)/Green(Byte)/Blue(Byte)"},  // all that our writer makes
            {"open", true},  // readable by free software, as the standard means it
            {"url", link_to(site, layout::dalle_path(dalle), from)}};
  Json properties = Json::object();
  for (const std::string& key : national_keys())
    properties[key] = made.contains(key) ? made[key] : known(dalle, key.c_str());
  return properties;
}

Json polygon(const PublicDalle& dalle) {
  Json ring = Json::array();
  for (const auto& corner : dalle.ring) ring.push_back(corner);
  ring.push_back(dalle.ring.front());
  return {{"type", "Polygon"}, {"coordinates", Json::array({ring})}};
}

std::string national_geojson(const Site& site, const std::string& from) {
  Features features;
  for (const PublicDalle& dalle : site.dalles)
    features.add(polygon(dalle), national_properties(site, dalle, from));
  return features.text("dalles");
}

std::string national_export(const Site& site, int millesime) {
  Features features;
  for (const PublicDalle& dalle : site.dalles) {
    if (dalle.millesime != millesime) continue;
    Json properties = national_properties(site, dalle, "");
    properties.erase("url");
    features.add(polygon(dalle), properties);
  }
  return features.text("dalles");
}

grid::Layer national_layer(const Site& site, const std::string& from) {
  grid::Layer layer;
  layer.name = "dalles";
  layer.crs = site.grid.crs;
  for (const std::string& key : national_keys()) layer.fields.push_back({key, type_of(key)});
  for (const PublicDalle& dalle : site.dalles) {
    grid::Feature feature{grid::square_of(dalle.key, site.grid), {}};
    const Json properties = national_properties(site, dalle, from);
    for (const grid::Field& field : layer.fields)
      feature.values.push_back(value_of(properties[field.name], field.type));
    layer.features.push_back(std::move(feature));
    layer.changed_at = std::max(layer.changed_at, instant_of(dalle).start);
  }
  return layer;
}

}  // namespace pcrs::format
