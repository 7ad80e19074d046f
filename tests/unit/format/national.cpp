// SPDX-License-Identifier: Apache-2.0
#include "format/national.hpp"

#include <catch2/catch.hpp>

#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;

TEST_CASE("national properties: every key, in order, in the units of the index") {
  const Site site = sample_site();
  const Json properties = national_properties(site, site.dalles[1], "meta/dalles.geojson");
  std::vector<std::string> keys;
  for (const auto& [key, value] : properties.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"dateAcquisition", "dateRecette", "descriptionElementsQualite",
                                         "idPCRS", "nomImage", "precisionplanimetriqueCorpsdeRue",
                                         "precisionplanimetriqueZonesNaturelles", "resolution", "typeImage",
                                         "producteur", "licence", "tailleFichier", "tailleImage",
                                         "compression", "epsg", "bandes", "open", "focale", "url"});
  CHECK(properties["resolution"].dump() == "5");
  CHECK(properties["tailleImage"] == "20000x20000");
  CHECK(properties["tailleFichier"] == 183200000);
  CHECK(properties["typeImage"] == "image/tiff");
  CHECK(properties["bandes"] == "Red(Byte)/Green(Byte)/Blue(Byte)");
  CHECK(properties["epsg"] == "EPSG:2154");
  CHECK(properties["licence"] == "ouvert_lo");
  CHECK(properties["compression"] == "JPEG");
  CHECK(properties["dateAcquisition"] == "2025-06-14");
  CHECK(properties["focale"] == 120);
  CHECK(properties["url"] == "../dalles/2025/46-2025-0579-6375-LA93-0M05-RVB.tif");
}

TEST_CASE("what nobody supplied is null") {
  Site site = sample_site();
  site.producer.clear();
  site.products.clear();
  site.dalles[0].compression.clear();
  const Json properties = national_properties(site, site.dalles[0], "meta/dalles.geojson");
  for (const char* key : {"dateAcquisition", "dateRecette", "descriptionElementsQualite", "idPCRS", "focale",
                          "precisionplanimetriqueCorpsdeRue", "precisionplanimetriqueZonesNaturelles",
                          "producteur", "licence", "compression"})
    CHECK(properties[key].is_null());
}

TEST_CASE("a dalle's own producer comes before the chantier's, and 2.5 cm stays 2.5") {
  Site site = sample_site();
  site.grid.gsd_m = 0.025;
  site.dalles[0].national = {{"producteur", "Cartographe SA"}, {"resolution", 99}, {"nomImage", "faux"}};
  const Json properties = national_properties(site, site.dalles[0], "x");
  CHECK(properties["producteur"] == "Cartographe SA");
  CHECK(properties["resolution"].dump() == "2.5");  // measured, not declared
  CHECK(properties["nomImage"] == site.dalles[0].name);
}

TEST_CASE("the GeoJSON holds one closed counter-clockwise ring a dalle, in degrees") {
  const Site site = sample_site();
  const Json index = parse_json(national_geojson(site, "meta/dalles.geojson"), "index");
  REQUIRE(index["features"].size() == 3);
  const Json ring = index["features"][1]["geometry"]["coordinates"][0];
  REQUIRE(ring.size() == 5);
  CHECK(ring[0] == ring[4]);
  double area = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    area += ring[i][0].get<double>() * ring[i + 1][1].get<double>() -
            ring[i + 1][0].get<double>() * ring[i][1].get<double>();
  CHECK(area > 0);
  CHECK(ring[0][0].get<double>() == Approx(1.48).margin(0.01));
  CHECK(ring[0][1].get<double>() == Approx(44.46).margin(0.01));
}

TEST_CASE("the table of the index has the same fields, typed, and NULL where nobody knew") {
  Site site = sample_site();
  site.dalles[0].national = {{"focale", "cent vingt"}};
  const grid::Layer layer = national_layer(site, "meta/dalles.gpkg");
  REQUIRE(layer.features.size() == 3);
  REQUIRE(layer.fields.size() == national_keys().size());
  const auto value = [&](std::size_t row, const std::string& name) -> grid::FieldValue {
    for (std::size_t i = 0; i < layer.fields.size(); ++i)
      if (layer.fields[i].name == name) return layer.features[row].values[i];
    return std::string("no such field");
  };
  CHECK(std::get<std::int64_t>(value(1, "tailleFichier")) == 183200000);
  CHECK(std::get<double>(value(1, "resolution")) == 5);
  CHECK(std::get<double>(value(1, "focale")) == 120);
  CHECK(std::holds_alternative<std::monostate>(value(0, "focale")));
  CHECK(std::holds_alternative<std::monostate>(value(0, "dateAcquisition")));
  CHECK(std::get<std::string>(value(0, "nomImage")) == "46-2022-0579-6375-LA93-0M05-RVB.tif");
  CHECK(layer.changed_at == "2025-06-14T00:00:00Z");
  CHECK(grid::geopackage_bytes({layer}) ==
        grid::geopackage_bytes({national_layer(site, "meta/dalles.gpkg")}));
}
