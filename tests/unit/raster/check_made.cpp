// SPDX-License-Identifier: Apache-2.0
// Dalles made here, one fault each: the rules need no shared data to be tested.
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>

#include "base/error.hpp"
#include "check_shared.hpp"
#include "raster/check_edges.hpp"
#include "raster/check_rules.hpp"
#include "raster/gdal_session.hpp"

using namespace pcrs::raster;

namespace {

/// A folder of its own, gone at the end.
struct Scratch {
  std::filesystem::path path;
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "pcrs-check-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Scratch() { std::filesystem::remove_all(path); }
};

struct Made {
  int side = 200, bands = 3;
  double gsd_m = 1;
  std::array<double, 6> transform{579000, 1, 0, 6375000, 0, -1};
  std::string crs = "EPSG:2154";
  std::vector<const char*> options{"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"};
  std::function<int(int, int, int)> pixel = [](int x, int y, int band) {
    return 20 + (x * 3 + y + band * 40) % 200;
  };
  std::function<void(GDALDataset&)> touch = [](GDALDataset&) {};
};

std::filesystem::path make(const Scratch& scratch, const Made& made, const std::string& name = "a.tif") {
  start_gdal();
  const auto path = scratch.path / name;
  auto options = made.options;
  options.push_back(nullptr);
  GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const DatasetPtr dataset(driver->Create(path.c_str(), made.side, made.side, made.bands, GDT_Byte,
                                          const_cast<char**>(options.data())));
  if (made.transform[1] != 0) {
    auto transform = made.transform;
    dataset->SetGeoTransform(transform.data());
  }
  OGRSpatialReference crs;
  if (!made.crs.empty()) {
    crs.SetFromUserInput(made.crs.c_str());
    dataset->SetSpatialRef(&crs);
  }
  made.touch(*dataset);
  std::vector<std::uint8_t> plane(std::size_t(made.side * made.side));
  for (int band = 1; band <= made.bands; ++band) {
    for (int y = 0; y < made.side; ++y)
      for (int x = 0; x < made.side; ++x)
        plane[std::size_t(y * made.side + x)] = static_cast<std::uint8_t>(made.pixel(x, y, band));
    CHECK(dataset->GetRasterBand(band)->RasterIO(GF_Write, 0, 0, made.side, made.side, plane.data(),
                                                 made.side, made.side, GDT_Byte, 0, 0, nullptr) == CE_None);
  }
  return path;
}

Expectation wanted() {
  Expectation expectation;
  expectation.gsd_m = 1;
  expectation.dalle_side_m = 200;
  expectation.named = pcrs::grid::DalleKey{579000, 6375000};
  expectation.inside_share = 1.0;
  return expectation;
}

std::string rules(const Made& made, const Expectation& expectation = wanted()) {
  const Scratch scratch;
  return check_test::rules_of(check_ortho(make(scratch, made), expectation));
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("a dalle as it should be gives no finding, and its facts") {
  const Scratch scratch;
  const auto check = check_ortho(make(scratch, {}), wanted());
  CHECK(check.findings.empty());
  CHECK(check.facts["bounds_m"] == pcrs::Json({579000.0, 6374800.0, 579200.0, 6375000.0}));
  CHECK(check.facts["valid_share"] == 1.0);
  CHECK(check.facts["thumbnail"].get<std::string>().starts_with("/9j/"));
  CHECK(edge_of(check.facts, Side::north)->segments.size() == 100);
}

TEST_CASE("means, deviations and edges are those of the pixels") {
  const Scratch scratch;
  Made made;
  made.pixel = [](int x, int, int band) { return band == 1 ? 100 : band == 2 ? (x < 100 ? 50 : 150) : 7; };
  const auto facts = check_ortho(make(scratch, made), wanted()).facts;
  CHECK(facts["mean"] == pcrs::Json({100.0, 100.0, 7.0}));
  CHECK(facts["deviation"] == pcrs::Json({0.0, 50.0, 0.0}));
  const auto north = *edge_of(facts, Side::north), east = *edge_of(facts, Side::east);
  CHECK(north.segments[0].mean == std::array<std::uint8_t, 3>{100, 50, 7});
  CHECK(north.segments[99].mean == std::array<std::uint8_t, 3>{100, 150, 7});
  CHECK(east.segments[50].mean == std::array<std::uint8_t, 3>{100, 150, 7});
  CHECK(east.segments[50].valid_percent == 100);
}

TEST_CASE("fill is counted against the footprint") {
  Made made;
  made.pixel = [](int x, int y, int band) { return x < 50 ? 255 : 20 + (x + y * 3 + band * 30) % 200; };
  CHECK(rules(made) == "pixels.white");
  auto partly = wanted();
  partly.inside_share = 0.75;
  CHECK(rules(made, partly).empty());
  partly.tolerances["pixels.white"] = 0.3;
  partly.inside_share = 1.0;
  CHECK(rules(made, partly).empty());
  made.pixel = [](int x, int y, int band) { return x < 50 ? 0 : 20 + (x + y * 3 + band * 30) % 200; };
  CHECK(rules(made) == "pixels.black");
  made.pixel = [](int, int, int) { return 255; };
  CHECK(rules(made) == "pixels.empty");
  made.pixel = [](int, int, int) { return 90; };
  CHECK(rules(made) == "pixels.flat");
}

TEST_CASE("an edge of fill is not compared") {
  const Scratch scratch;
  Made made;
  made.pixel = [](int x, int y, int band) { return x < 50 ? 255 : 20 + (x + y * 3 + band * 30) % 200; };
  const auto facts = check_ortho(make(scratch, made), wanted()).facts;
  CHECK(edge_of(facts, Side::west)->segments[10].valid_percent == 0);
  CHECK(compare_seam(*edge_of(facts, Side::west), *edge_of(facts, Side::east)).compared == 0);
  CHECK(compare_seam(*edge_of(facts, Side::north), *edge_of(facts, Side::north)).compared == 75);
}

TEST_CASE("place, pixel size and orientation") {
  Made made;
  made.transform = {579200, 1, 0, 6375000, 0, -1};
  CHECK(rules(made) == "name.georeference");
  made.transform = {579000.05, 1, 0, 6375000, 0, -1};
  CHECK(rules(made) == "grid.misaligned");
  made.transform = {579000, 1.002, 0, 6375000, 0, -1.002};
  CHECK(rules(made) == "gsd.drift");
  made.transform = {579000, 1.1, 0, 6375000, 0, -1.1};
  CHECK(rules(made) == "gsd.other grid.shape");
  made.transform = {579000, 1, 0, 6374800, 0, 1};
  CHECK(rules(made) == "georef.bottom_up");
  made.transform = {579000, 1, 0.1, 6375000, 0.1, -1};
  CHECK(rules(made) == "georef.rotated");
  made.transform = {};
  CHECK(rules(made) == "georef.missing");
}

TEST_CASE("tolerances of the chantier count") {
  Made made;
  made.transform = {579000.05, 1, 0, 6375000, 0, -1};
  auto strict = wanted();
  strict.tolerances["grid.misaligned"] = 0.01;
  const Scratch scratch;
  const auto file = make(scratch, made);
  CHECK(check_test::verdict_of(check_ortho(file, wanted())) == "accepted");
  CHECK(check_test::verdict_of(check_ortho(file, strict)) == "reserved");
}

TEST_CASE("a missing CRS is taken from the chantier only when it is explicit") {
  Made made;
  made.crs = "";
  const Scratch scratch;
  const auto file = make(scratch, made);
  auto expectation = wanted();
  CHECK(check_test::verdict_of(check_ortho(file, expectation)) == "accepted");
  expectation.named.reset();
  CHECK(check_test::verdict_of(check_ortho(file, expectation)) == "reserved");
  expectation.crs = "";
  CHECK(check_test::verdict_of(check_ortho(file, expectation)) == "rejected");
}

TEST_CASE("side files that contradict the image are told, those that agree are not") {
  const Scratch scratch;
  const auto file = make(scratch, {});
  const auto told = [&] { return check_test::rules_of(check_ortho(file, wanted())); };
  write_text(scratch.path / "a.tfw", "1\n0\n0\n-1\n579000.5\n6374999.5\n");
  CHECK(told().empty());
  write_text(scratch.path / "a.tfw", "1\n0\n0\n-1\n579000\n6375000\n");
  CHECK(told() == "georef.sidecar");  // the corner instead of the centre of the first pixel
  std::filesystem::remove(scratch.path / "a.tfw");
  write_text(scratch.path / "a.prj", "$PHOTO_NUM : 1\n");
  CHECK(told().empty());
  write_text(scratch.path / "a.tif.aux.xml",
             "<PAMDataset><GeoTransform>1,1,0,2,0,-1</GeoTransform></PAMDataset>");
  CHECK(told() == "georef.sidecar");
  write_text(scratch.path / "a.tif.aux.xml", "<PAMDataset><Geo");
  CHECK(told().empty());
}

TEST_CASE("bands must be red, green, blue") {
  Made made;
  made.bands = 1;
  CHECK(rules(made) == "bands.count");
  made.bands = 4;
  made.options.push_back("PHOTOMETRIC=RGB");
  made.options.push_back("ALPHA=YES");
  made.pixel = [](int x, int y, int band) { return band == 4 ? 255 : 20 + (x * 3 + y + band * 40) % 200; };
  CHECK(rules(made) == "bands.alpha");
  made.pixel = [](int x, int y, int band) { return band == 4 ? 128 : 20 + (x * 3 + y + band * 40) % 200; };
  CHECK(rules(made) == "bands.alpha bands.mask_partial");
  made.options.back() = "ALPHA=NO";
  CHECK(rules(made) == "bands.count");
  Made undeclared;
  undeclared.options.push_back("PHOTOMETRIC=MINISBLACK");
  CHECK(rules(undeclared) == "bands.undeclared");
}

TEST_CASE("nodata is trusted in lossless files only") {
  Made made;
  made.touch = [](GDALDataset& dataset) {
    for (int band = 1; band <= 3; ++band) dataset.GetRasterBand(band)->SetNoDataValue(0);
  };
  made.pixel = [](int x, int y, int band) { return x < 50 ? 0 : 20 + (x + y * 3 + band * 30) % 200; };
  const Scratch scratch;
  const auto lossless = check_ortho(make(scratch, made), wanted());
  CHECK(lossless.facts["valid_share"] == 0.75);
  CHECK(check_test::rules_of(lossless) == "pixels.white");
  made.options.push_back("COMPRESS=JPEG");
  const auto lossy = check_ortho(make(scratch, made, "b.tif"), wanted());
  CHECK(lossy.facts["valid_share"] == 1.0);
  CHECK(check_test::rules_of(lossy) == "nodata.lossy pixels.black");
}

TEST_CASE("a JPEG of low quality is told") {
  Made made;
  made.options.push_back("COMPRESS=JPEG");
  made.options.push_back("JPEG_QUALITY=40");
  CHECK(rules(made) == "compression.quality");
}

TEST_CASE("one flipped bit, a cut or a hole never pass as a crash") {
  const Scratch scratch;
  Made made;
  made.options.push_back("COMPRESS=DEFLATE");
  const auto file = make(scratch, made);
  std::ifstream reader(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(reader), {}};
  std::uint32_t state = 1;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    for (int flips = 0; flips < 1 + round % 4; ++flips) {
      state = state * 1664525u + 1013904223u;
      const std::size_t at = round % 2 == 0 ? state % 600 : state % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (state >> 29)));
    }
    if (round % 5 == 0) bytes.resize(state % bytes.size());
    write_text(scratch.path / "b.tif", bytes);
    CHECK_NOTHROW(check_ortho(scratch.path / "b.tif", wanted()));
  }
}

TEST_CASE("rules have one id each, a tolerance with its unit, and French words") {
  std::map<std::string_view, int> seen;
  for (const pcrs::Rule& rule : check_rules()) {
    INFO(rule.id);
    CHECK(++seen[rule.id] == 1);
    CHECK((rule.tolerance == 0) == rule.unit.empty());
    CHECK(!rule.about.empty());
    CHECK(!rule.title_fr.empty());
    CHECK(!rule.meaning_fr.empty());
    CHECK((rule.severity == pcrs::Severity::note || !rule.request_fr.empty()));
  }
  CHECK(tolerance_of("grid.misaligned", {}) == 0.1);
  CHECK(tolerance_of("grid.misaligned", {{"grid.misaligned", 2}}) == 2);
  CHECK_THROWS_AS(check_rule("no.such"), pcrs::Error);
}

TEST_CASE("a check crosses a pipe unchanged") {
  const Scratch scratch;
  auto expectation = wanted();
  expectation.tolerances["gsd.drift"] = 0.5;
  expectation.accept_realisations = {"RGF93 v2b"};
  CHECK(to_json(expectation_from_json(to_json(expectation))) == to_json(expectation));
  const auto check = check_ortho(make(scratch, {}), expectation);
  CHECK(to_json(check_from_json(to_json(check))) == to_json(check));
}

TEST_CASE("numbers that are no place, and a mask file that names other files, are findings") {
  const Scratch scratch;
  Made made;
  made.transform = {};
  const auto path = make(scratch, made);
  for (const char* const step : {"nan", "1e308", "inf"}) {
    write_text(scratch.path / "a.tfw", std::string(step) + "\n0\n0\n-" + step + "\n579000.5\n6374999.5\n");
    const auto check = check_ortho(path, wanted());
    CHECK(check_test::rules_of(check).find("georef.missing") != std::string::npos);
    CHECK_FALSE(check.facts.contains("bounds_m"));
  }
  const auto sound = make(scratch, {}, "b.tif");
  write_text(scratch.path / "b.tif.msk", R"(<VRTDataset rasterXSize="200" rasterYSize="200"/>)");
  CHECK(check_test::rules_of(check_ortho(sound, wanted())) == "file.driver");
}
