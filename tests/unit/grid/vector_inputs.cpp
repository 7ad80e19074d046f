// SPDX-License-Identifier: Apache-2.0
// Territories and contractual dallages as people hand them over.
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/areas.hpp"
#include "grid/crs.hpp"
#include "grid/dallage.hpp"
#include "real_data.hpp"

using namespace pcrs;
using namespace pcrs::grid;
using Catch::Matchers::Contains;

namespace {

const GridSpec kilometre;
const NamePattern pattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB");

class Folder {
 public:
  Folder() : m_path(std::filesystem::temp_directory_path() / ("vectors-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(m_path);
    GDALAllRegister();
  }
  ~Folder() { std::filesystem::remove_all(m_path); }
  std::filesystem::path path(const std::string& name) const { return m_path / name; }
  std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  /// One layer of WKT geometries given in Lambert-93, with an optional name each.
  std::filesystem::path vector(const std::string& name, const char* driver, const std::string& crs,
                               const std::vector<std::pair<std::string, std::string>>& rows) const {
    OGRSpatialReference lambert, other;
    lambert.importFromEPSG(2154);
    other.SetFromUserInput(crs.c_str());
    for (auto* reference : {&lambert, &other}) reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const std::unique_ptr<GDALDataset> dataset(GetGDALDriverManager()->GetDriverByName(driver)->Create(
        path(name).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* layer = dataset->CreateLayer("couche", crs.empty() ? nullptr : &other, wkbUnknown, nullptr);
    OGRFieldDefn field("NOM", OFTString);
    layer->CreateField(&field);
    for (const auto& [label, wkt] : rows) {
      OGRFeature feature(layer->GetLayerDefn());
      if (!label.empty()) feature.SetField("NOM", label.c_str());
      OGRGeometry* geometry = nullptr;
      if (!wkt.empty()) OGRGeometryFactory::createFromWkt(wkt.c_str(), &lambert, &geometry);
      if (geometry != nullptr && !crs.empty()) geometry->transformTo(&other);
      feature.SetGeometryDirectly(geometry);
      REQUIRE(layer->CreateFeature(&feature) == OGRERR_NONE);
    }
    return path(name);
  }

 private:
  std::filesystem::path m_path;
};

std::string square(int x_km, int y_km) {
  const auto at = [&](int i, int j) {
    return std::to_string((x_km + i) * 1000) + " " + std::to_string((y_km - j) * 1000);
  };
  return "POLYGON((" + at(0, 0) + "," + at(1, 0) + "," + at(1, 1) + "," + at(0, 1) + "," + at(0, 0) + "))";
}

std::string keys(const Dallage& dallage) {
  std::string text;
  for (const DallageCell& cell : dallage) text += (text.empty() ? "" : " ") + key_text(cell.key, kilometre);
  return text;
}

std::string keys_of(const std::filesystem::path& footprint) {
  return keys(dallage_of(read_footprint(footprint, "EPSG:2154"), kilometre));
}

std::string read_keys(const std::filesystem::path& file, const std::string& field = "nom") {
  return keys(read_dallage(file, field, kilometre, pattern));
}

template <typename Call>
std::string fault(Call call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  return "no fault";
}

std::string footprint_fault(const std::filesystem::path& file) {
  return fault([&] { read_footprint(file, "EPSG:2154"); });
}
std::string dallage_fault(const std::filesystem::path& file, const std::string& field = "nom") {
  return fault([&] { read_dallage(file, field, kilometre, pattern); });
}

// 300 m inside four cells around (580, 6375).
const std::string middle =
    "POLYGON((579700 6374700,580300 6374700,580300 6375300,579700 6375300,579700 6374700))";
const std::string four = "0579-6376 0580-6376 0579-6375 0580-6375";

}  // namespace

TEST_CASE("a territory is read from any format and CRS") {
  const Folder folder;
  CHECK(keys_of(folder.vector("a.geojson", "GeoJSON", "EPSG:4326", {{"", middle}})) == four);
  CHECK(keys_of(folder.vector("a.gpkg", "GPKG", "EPSG:3857", {{"", middle}})) == four);
  CHECK(keys_of(folder.vector("a.shp", "ESRI Shapefile", "EPSG:2154", {{"", middle}})) == four);
  CHECK(keys_of(folder.vector("b.shp", "ESRI Shapefile", "EPSG:27572", {{"", middle}})) == four);
  CHECK(keys_of(folder.vector("c.gpkg", "GPKG", "EPSG:3945", {{"", middle}})) == four);
}

TEST_CASE("a territory on the grid's lines stays on them where the CRS is the same by its parameters") {
  const Folder folder;
  // ESRI's .prj has no authority code and D_RGF_1993.
  CHECK(keys_of(folder.vector("a.shp", "ESRI Shapefile", "EPSG:2154", {{"", square(579, 6375)}})) ==
        "0579-6375");
  CHECK(keys_of(folder.vector("a.gpkg", "GPKG", "EPSG:2154", {{"", square(579, 6375)}})) == "0579-6375");
}

TEST_CASE("parts, holes, heights, overlaps and crossings are understood") {
  const Folder folder;
  const auto of = [&](const std::vector<std::pair<std::string, std::string>>& rows) {
    static int count = 0;
    return keys_of(folder.vector("f" + std::to_string(count++) + ".gpkg", "GPKG", "EPSG:2154", rows));
  };
  CHECK(of({{"",
             "MULTIPOLYGON Z (((0 0 9,900 0 9,900 900 9,0 900 9,0 0 9)),((5000 0 9,5900 0 9,5900 900 9,5000 "
             "0 9)))"}}) == "0000-0001 0005-0001");
  CHECK(of({{"",
             "POLYGON((0 0,3000 0,3000 3000,0 3000,0 0),(1000 1000,2000 1000,2000 2000,1000 2000,1000 "
             "1000))"}}) ==
        "0000-0003 0001-0003 0002-0003 0000-0002 0002-0002 0000-0001 0001-0001 0002-0001");
  CHECK(of({{"", square(1, 1)}, {"", square(1, 1)}, {"", square(4, 1)}}) == "0001-0001 0004-0001");
  CHECK(of({{"", "POLYGON((0 0,1000 1000,1000 0,0 1000,0 0))"}}) == "0000-0001");
  CHECK(of({{"", "GEOMETRYCOLLECTION(POINT(9000 9000)," + square(1, 1) + ")"},
            {"", "POINT(8500 8500)"},
            {"", ""}}) == "0001-0001");
  CHECK(of({{"", "CURVEPOLYGON(CIRCULARSTRING(0 500,500 1000,1000 500,500 0,0 500))"}}) == "0000-0001");
}

TEST_CASE("overlapping parts count once in the share") {
  const Folder folder;
  const std::string half = "POLYGON((0 0,500 0,500 1000,0 1000,0 0))",
                    most = "POLYGON((0 0,700 0,700 1000,0 1000,0 0))";
  const Dallage dallage = dallage_of(
      read_footprint(folder.vector("o.gpkg", "GPKG", "EPSG:2154", {{"", half}, {"", most}}), "EPSG:2154"),
      kilometre);
  REQUIRE(dallage.size() == 1);
  CHECK(dallage[0].inside == Approx(0.7).epsilon(1e-9));
}

TEST_CASE("a bad territory says what is wrong with which file") {
  const Folder folder;
  CHECK_THAT(footprint_fault(folder.path("none.geojson")), Contains("none.geojson: no such file"));
  CHECK_THAT(footprint_fault(folder.path("")), Contains("no such file"));
  CHECK_THAT(footprint_fault(folder.file("junk.geojson", "<html>404</html>")),
             Contains("junk.geojson: cannot be read"));
  CHECK_THAT(
      footprint_fault(folder.file("cut.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\"")),
      Contains("cut.geojson: cannot be read"));
  CHECK_THAT(footprint_fault(folder.file("a.vrt", "<OGRVRTDataSource/>")),
             Contains("cannot be read as GeoJSON"));
  CHECK_THAT(footprint_fault(folder.vector("p.gpkg", "GPKG", "EPSG:2154", {{"", "POINT(1 1)"}})),
             Contains("holds no polygon"));
  CHECK_THAT(footprint_fault(folder.vector("n.shp", "ESRI Shapefile", "", {{"", square(1, 1)}})),
             Contains("n.shp: declares no CRS") && Contains(".prj"));
  // Metres in a GeoJSON that does not say so: the commonest mistake.
  CHECK_THAT(
      footprint_fault(folder.file(
          "m.geojson",
          R"({"type":"Polygon","coordinates":[[[579000,6375000],[580000,6375000],[580000,6374000],[579000,6375000]]]})")),
      Contains("m.geojson: holds coordinates that its CRS cannot hold"));
  CHECK_THAT(footprint_fault(folder.file(
                 "h.geojson", R"({"type":"Polygon","coordinates":[[[0,0],[1e300,0],[1e300,1e300],[0,0]]]})")),
             Contains("cannot hold"));
}

TEST_CASE("the published list of the Lot is read as a contractual dallage") {
  const auto data = real_data();
  if (!data) return;
  const Polygons territory = read_footprint(*data / "geo/lot.geojson", "EPSG:2154");
  const Dallage dallage =
      read_dallage(*data / "geo/grille_lot_1km.csv", "nom", kilometre, pattern, &territory);
  CHECK(dallage == dallage_of(territory, kilometre));
}

TEST_CASE("a CSV annex is read whatever wrote it") {
  const Folder folder;
  const std::string expected = "0579-6376 0579-6375";
  const std::string a = "46-2025-0579-6376-LA93-0M05-RVB", b = "46-2025-0579-6375-LA93-0M05-RVB";
  CHECK(read_keys(folder.file("a.csv", "nom\n" + b + "\n" + a + "\n")) == expected);
  CHECK(read_keys(folder.file("b.csv", "id;nom;x\r\n1;" + a + ".tif;5,5\r\n2;" + b + ".tif;6\r\n\r\n")) ==
        expected);
  CHECK(read_keys(folder.file("c.csv", "\xef\xbb\xbf\"Nom\",\"Surface, km2\"\n\"" + a + "\",\"1,0\"\n" + b +
                                           ",1\n")) == expected);
  CHECK(read_keys(folder.file("d.csv", "N\xb0;Num\xe9ro de dalle\n1;0579-6376\n2;0579-6375\n"),
                  "numéro de dalle") == expected);
  CHECK(read_keys(folder.file("e.txt", a + "\n" + b)) == expected);
  CHECK(read_keys(folder.file("f.csv", "1\t" + a + "\n2\t" + b + "\n")) == expected);
  std::string utf16 = "\xff\xfe";
  for (const char c : "nom\r\n" + a + "\r\n" + b + "\r\n") utf16 += {c, '\0'};
  CHECK(read_keys(folder.file("g.csv", utf16)) == expected);
}

TEST_CASE("a bad row of a CSV is told with its line") {
  const Folder folder;
  const std::string a = "0579-6375";
  CHECK_THAT(dallage_fault(folder.file("a.csv", "nom\n" + a + "\n0579-63755\nx\n")),
             Contains("a.csv: line 3: \"0579-63755\" is no dalle of the grid") && Contains("(and 1 more)"));
  CHECK_THAT(dallage_fault(folder.file("b.csv", "nom\n" + a + "\n" + a + "\n")),
             Contains("line 3: dalle 0579-6375 comes again, after line 2"));
  CHECK_THAT(dallage_fault(folder.file("c.csv", "dalle;x\n" + a + ";1\n")),
             Contains("has no column nom; it has: dalle, x"));
  CHECK_THAT(dallage_fault(folder.file("d.csv", "")), Contains("is empty"));
  CHECK_THAT(dallage_fault(folder.file("e.csv", "nom\n")), Contains("holds no dalle"));
  CHECK_THAT(dallage_fault(folder.file("f.csv", "x;nom\n1\n")), Contains("line 2: \"\" is no dalle"));
  CHECK_THAT(dallage_fault(folder.path("g.csv")), Contains("g.csv: cannot be read"));
}

TEST_CASE("a dallage is read from vector files, by name or by geometry") {
  const Folder folder;
  const std::string expected = "0579-6376 0579-6375";
  const std::vector<std::pair<std::string, std::string>> named = {
      {"46-2025-0579-6375-LA93-0M05-RVB", square(579, 6375)}, {"0579-6376", ""}};
  const std::vector<std::pair<std::string, std::string>> placed = {{"", square(579, 6375)},
                                                                   {"", square(579, 6376)}};
  CHECK(read_keys(folder.vector("a.shp", "ESRI Shapefile", "EPSG:2154", named)) == expected);
  CHECK(read_keys(folder.vector("a.gpkg", "GPKG", "EPSG:2154", named)) == expected);
  CHECK(read_keys(folder.vector("a.geojson", "GeoJSON", "EPSG:4326", placed)) == expected);
  CHECK(read_keys(folder.vector("b.gpkg", "GPKG", "EPSG:3945", placed)) == expected);
  CHECK(read_keys(folder.vector("c.gpkg", "GPKG", "EPSG:2154", placed), "autre") == expected);
}

TEST_CASE("a bad row of a vector dallage is told") {
  const Folder folder;
  CHECK_THAT(
      dallage_fault(folder.vector("a.gpkg", "GPKG", "EPSG:2154", {{"0579-6375", square(580, 6375)}})),
      Contains("a.gpkg: row 1: \"0579-6375\" lies elsewhere than its geometry, around 580000 6375000"));
  CHECK_THAT(dallage_fault(folder.vector("b.gpkg", "GPKG", "EPSG:2154", {{"", middle}})),
             Contains("row 1: has no name, and its geometry is not one cell"));
  CHECK_THAT(dallage_fault(folder.vector("c.gpkg", "GPKG", "EPSG:2154", {{"", ""}})),
             Contains("row 1: has no name"));
  CHECK_THAT(dallage_fault(folder.vector("d.gpkg", "GPKG", "EPSG:2154", {{"dalle une", square(580, 6375)}})),
             Contains("\"dalle une\" is no dalle of the grid"));
  CHECK_THAT(dallage_fault(folder.vector("e.gpkg", "GPKG", "EPSG:2154", {})), Contains("holds no dalle"));
  CHECK_THAT(
      dallage_fault(folder.vector("f.gpkg", "GPKG", "EPSG:2154", {{"", square(1, 1)}, {"0001-0001", ""}})),
      Contains("comes again"));
}

TEST_CASE("a dallage by clipped geometries goes by its names") {
  const Folder folder;
  const std::string part = "POLYGON((579100 6374100,579300 6374100,579300 6374300,579100 6374100))";
  CHECK(read_keys(folder.vector("a.gpkg", "GPKG", "EPSG:2154", {{"0579-6375", part}})) == "0579-6375");
}

TEST_CASE("the contractual dallage goes before the computed one, and says its shares") {
  const Folder folder;
  DallageSource source{
      folder.vector("t.gpkg", "GPKG", "EPSG:2154", {{"", middle}}), std::nullopt, "nom", {}, {}};
  CHECK(keys(load_dallage(source, kilometre, pattern)) == four);
  source.contractual = folder.file("c.csv", "nom\n0579-6375\n0700-6375\n");
  const Dallage dallage = load_dallage(source, kilometre, pattern);
  CHECK(keys(dallage) == "0579-6375 0700-6375");
  CHECK(dallage[0].inside == Approx(0.09));
  CHECK(dallage[1].inside == 0);
}

TEST_CASE("a list of words is a dallage") {
  CHECK(keys(dallage_of_words({"0580-6375", "46-2025-0579-6375-LA93-0M05-RVB.tif"}, kilometre, pattern,
                              "c.toml:9")) == "0579-6375 0580-6375");
  CHECK_THAT(fault([] {
               dallage_of_words({"0580-6375", "là"}, kilometre, pattern, "c.toml:9");
             }),
             Contains("c.toml:9: \"là\": is no dalle of the grid"));
  CHECK_THAT(fault([] {
               dallage_of_words({"0580-6375", "0580-6375"}, kilometre, pattern, "c.toml:9");
             }),
             Contains("comes again"));
}

TEST_CASE("areas come with their names, in the grid's CRS, simplified where asked") {
  const Folder folder;
  const auto file = folder.vector("a.gpkg", "GPKG", "EPSG:2154",
                                  {{"Vers", square(581, 6376)}, {"Cahors", square(579, 6375)}, {"", middle}});
  const auto areas = read_areas(file, "EPSG:2154", {"NOM", "code"}, 10);
  REQUIRE(areas.size() == 2);
  CHECK(areas[0].name == "Cahors");
  CHECK(areas[0].polygons.front().front().size() == 5);
  CHECK(areas[0].code.empty());
  CHECK(read_areas(file, "EPSG:2154", {"nom", "nom"})[0].code == "Cahors");
  CHECK_THAT(fault([&] {
               read_areas(file, "EPSG:2154", {"libelle", "nom"});
             }),
             Contains("in the field libelle"));
  CHECK_THAT(fault([&] {
               read_areas(folder.file("none.shp", ""), "EPSG:2154", {"nom", ""});
             }),
             Contains("none.shp"));
}
