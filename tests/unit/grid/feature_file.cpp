// SPDX-License-Identifier: Apache-2.0
#include "grid/feature_file.hpp"

#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/parallel.hpp"

using namespace pcrs;
using namespace pcrs::grid;

namespace {

Layer sample() {
  const GridSpec grid;
  Layer layer{"dalles",
              "EPSG:2154",
              GeometryType::polygon,
              {{"nom"}, {"octets", FieldType::integer}, {"part", FieldType::real}},
              {}};
  layer.features.push_back(
      {square_of({579000, 6375000}, grid), {"a \"é\"", std::int64_t{12'000'000'000}, 0.25}});
  layer.features.push_back(
      {square_of({580000, 6375000}, grid), {std::monostate{}, std::monostate{}, std::monostate{}}});
  layer.features.push_back({std::monostate{}, {"nulle part", std::int64_t{0}, 0.0}});
  layer.changed_at = "2026-03-14T02:07:09Z";
  return layer;
}

/// A GeoPackage in memory, opened again by GDAL.
class Reopened {
 public:
  explicit Reopened(const std::string& bytes) : m_bytes(bytes) {
    VSIFCloseL(VSIFileFromMemBuffer(path, reinterpret_cast<GByte*>(m_bytes.data()), m_bytes.size(), FALSE));
    m_dataset.reset(GDALDataset::Open(path, GDAL_OF_VECTOR | GDAL_OF_READONLY));
    REQUIRE(m_dataset);
  }
  ~Reopened() {
    m_dataset.reset();
    VSIUnlink(path);
  }
  GDALDataset* operator->() { return m_dataset.get(); }

 private:
  static constexpr const char* path = "/vsimem/test-feature-file.gpkg";
  std::string m_bytes;
  std::unique_ptr<GDALDataset> m_dataset;
};

}  // namespace

TEST_CASE("GeoJSON is RFC 7946: longitude and latitude, counter-clockwise, absent is null") {
  const std::string text = geojson_text(sample());
  const Json json = parse_json(text, "test");
  REQUIRE(json["features"].size() == 3);
  const Json& first = json["features"][0];
  CHECK(first["properties"]["nom"] == "a \"é\"");
  CHECK(first["properties"]["octets"] == 12'000'000'000);
  CHECK(first["properties"]["part"] == 0.25);
  const Json& ring = first["geometry"]["coordinates"][0];
  REQUIRE(ring.size() == 5);
  CHECK(ring[0] == ring[4]);
  double twice = 0;
  for (std::size_t i = 0; i < 4; ++i)
    twice += ring[i][0].get<double>() * ring[i + 1][1].get<double>() -
             ring[i + 1][0].get<double>() * ring[i][1].get<double>();
  CHECK(twice > 0);
  CHECK(ring[0][0].get<double>() == Approx(1.4795).margin(0.01));
  CHECK(ring[0][1].get<double>() == Approx(44.4625).margin(0.01));
  CHECK(json["features"][1]["properties"]["nom"].is_null());
  CHECK(json["features"][2]["geometry"].is_null());
  CHECK(text == geojson_text(sample()));
  CHECK_FALSE(json.contains("crs"));
}

TEST_CASE("neighbours share their corners to the last digit") {
  const Json json = parse_json(geojson_text(sample()), "test");
  const Json& left = json["features"][0]["geometry"]["coordinates"][0];
  const Json& right = json["features"][1]["geometry"]["coordinates"][0];
  int shared = 0;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) shared += left[i] == right[j] ? 1 : 0;
  CHECK(shared == 2);
}

TEST_CASE("points and polygons with holes are written as they are") {
  Layer points{"p", "EPSG:4326", GeometryType::point, {}, {{Point{1.5, 44.5}, {}}}};
  CHECK(geojson_text(points) ==
        "{\"type\":\"FeatureCollection\",\"name\":\"p\",\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[1.50000000,44.50000000]}}\n]}\n");
  const Ring outer{{0, 0}, {0, 9}, {9, 9}, {9, 0}, {0, 0}};
  const Ring hole{{3, 3}, {3, 6}, {6, 6}, {6, 3}, {3, 3}};
  Layer areas{"a", "EPSG:4326", GeometryType::multipolygon, {}, {{Polygons{{outer, hole}, {outer}}, {}}}};
  const Json geometry = parse_json(geojson_text(areas), "test")["features"][0]["geometry"];
  CHECK(geometry["type"] == "MultiPolygon");
  REQUIRE(geometry["coordinates"].size() == 2);
  REQUIRE(geometry["coordinates"][0].size() == 2);
  CHECK(geometry["coordinates"][0][0][1] == Json::parse("[9.0,0.0]"));  // outer counter-clockwise
  CHECK(geometry["coordinates"][0][1][1] == Json::parse("[3.0,6.0]"));  // hole clockwise
}

TEST_CASE("a GeoPackage opens in GDAL with its CRS, types and absences") {
  Reopened file(geopackage_bytes(sample()));
  OGRLayer* layer = file->GetLayerByName("dalles");
  REQUIRE(layer);
  CHECK(layer->GetFeatureCount() == 3);
  CHECK(std::string(layer->GetSpatialRef()->GetAuthorityCode(nullptr)) == "2154");
  CHECK(layer->GetGeomType() == wkbPolygon);
  const std::unique_ptr<OGRFeature> first(layer->GetNextFeature());
  CHECK(first->GetFID() == 1);
  CHECK(std::string(first->GetFieldAsString("nom")) == "a \"é\"");
  CHECK(first->GetFieldAsInteger64("octets") == 12'000'000'000);
  CHECK(first->GetFieldAsDouble("part") == 0.25);
  OGREnvelope box;
  first->GetGeometryRef()->getEnvelope(&box);
  CHECK(box.MinX == 579000);
  CHECK(box.MaxY == 6375000);
  const std::unique_ptr<OGRFeature> second(layer->GetNextFeature());
  CHECK(second->IsFieldNull(0));
  CHECK(second->IsFieldNull(1));
  const std::unique_ptr<OGRFeature> third(layer->GetNextFeature());
  CHECK(third->GetGeometryRef() == nullptr);
  CHECK(layer->TestCapability(OLCFastSpatialFilter));
}

TEST_CASE("a GeoPackage says the date that the caller gives, and equal features give equal bytes") {
  std::vector<std::string> made(8);
  parallel_for(made.size(), 4, [&](std::size_t i) { made[i] = geopackage_bytes(sample()); });
  for (const std::string& bytes : made) CHECK(bytes == made.front());
  CHECK(made.front().find("2026-03-14T02:07:09Z") != std::string::npos);
  Layer other = sample();
  other.changed_at = "2026-03-15T00:00:00Z";
  CHECK(geopackage_bytes(other) != made.front());
}

TEST_CASE("several layers share one GeoPackage") {
  Layer points{"centres", "EPSG:4326", GeometryType::point, {{"n"}}, {{Point{1.5, 44.5}, {"x"}}}};
  Layer areas{"zones", "EPSG:2154", GeometryType::multipolygon, {}, {{square_of({0, 0}, {}), {}}}};
  const std::vector<Layer> layers{sample(), points, areas};
  Reopened file(geopackage_bytes(layers));
  CHECK(file->GetLayerCount() == 3);
  CHECK(file->GetLayerByName("centres")->GetGeomType() == wkbPoint);
  CHECK(file->GetLayerByName("zones")->GetGeomType() == wkbMultiPolygon);
}

TEST_CASE("text in an unknown encoding is kept readable") {
  Layer layer{"l", "EPSG:2154", GeometryType::point, {{"nom"}}, {{Point{1, 2}, {"d\xe9p\xf4t"}}}};
  Reopened file(geopackage_bytes(layer));
  const std::unique_ptr<OGRFeature> row(file->GetLayer(0)->GetNextFeature());
  CHECK(std::string(row->GetFieldAsString(0)) == "d\xef\xbf\xbdp\xef\xbf\xbdt");
  CHECK(parse_json(geojson_text(layer), "test")["features"][0]["properties"]["nom"] ==
        "d\xef\xbf\xbdp\xef\xbf\xbdt");
}

TEST_CASE("features that do not fit their layer are refused") {
  Layer missing = sample();
  missing.features[0].values.pop_back();
  CHECK_THROWS_AS(geojson_text(missing), Error);
  Layer typed = sample();
  typed.features[0].values[1] = "douze";
  CHECK_THROWS_AS(geopackage_bytes(typed), Error);
  Layer placed = sample();
  placed.features[0].geometry = Point{1, 2};
  CHECK_THROWS_AS(geopackage_bytes(placed), Error);
  Layer unknown = sample();
  unknown.crs = "EPSG:999999";
  CHECK_THROWS_AS(geopackage_bytes(unknown), Error);
  CHECK_THROWS_AS(geojson_text(unknown), Error);
}
