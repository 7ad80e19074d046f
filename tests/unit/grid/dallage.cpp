// SPDX-License-Identifier: Apache-2.0
#include "grid/dallage.hpp"

#include <ogr_geometry.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <random>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "real_data.hpp"

using namespace pcrs;
using namespace pcrs::grid;

namespace {

const GridSpec kilometre;

Ring box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

Dallage cells(const Polygons& territory) {
  return dallage_of(territory, kilometre);
}

std::string keys(const Dallage& dallage) {
  std::string text;
  for (const DallageCell& cell : dallage) text += (text.empty() ? "" : " ") + key_text(cell.key, kilometre);
  return text;
}

double area_km2(const Dallage& dallage) {
  double sum = 0;
  for (const DallageCell& cell : dallage) sum += cell.inside;
  return sum;
}

/// What GEOS finds cell by cell, the slow and sure way.
Dallage by_intersection(const Polygon& polygon) {
  OGRPolygon whole;
  OGREnvelope bounds;
  for (const Ring& ring : polygon) {
    OGRLinearRing line;
    for (const Point& point : ring) line.addPoint(point.x, point.y);
    whole.addRing(&line);
  }
  whole.getEnvelope(&bounds);
  Dallage found;
  for (double north = std::ceil(bounds.MaxY / 1000); north > std::floor(bounds.MinY / 1000); --north)
    for (double west = std::floor(bounds.MinX / 1000); west < std::ceil(bounds.MaxX / 1000); ++west) {
      const DalleKey key{static_cast<std::int64_t>(west) * 1000, static_cast<std::int64_t>(north) * 1000};
      OGRPolygon cell;
      OGRLinearRing line;
      const Polygon square = square_of(key, kilometre);
      for (const Point& point : square.front()) line.addPoint(point.x, point.y);
      cell.addRing(&line);
      const std::unique_ptr<OGRGeometry> shared(whole.Intersection(&cell));
      const auto* surface = shared && shared->getDimension() == 2 ? shared.get() : nullptr;
      double area = 0;
      if (surface && wkbFlatten(surface->getGeometryType()) == wkbPolygon)
        area = surface->toPolygon()->get_Area();
      else if (surface)
        area = surface->toGeometryCollection()->get_Area();
      if (area > 1e-3) found.push_back({key, area / 1e6});
    }
  return found;
}

}  // namespace

TEST_CASE("the Lot has 5 517 dalles, 4 950 of them whole") {
  const auto territory =
      read_footprint(std::filesystem::path(PCRS_SOURCE_DIR) / "samples/lot.geojson", "EPSG:2154");
  const Dallage dallage = cells(territory);
  CHECK(dallage.size() == 5517);
  CHECK(std::count_if(dallage.begin(), dallage.end(), [](const auto& c) { return c.whole(); }) == 4950);
  CHECK(area_km2(dallage) == Approx(5221.93).margin(0.01));
  CHECK(dallage_of(territory, {"EPSG:2154", 200, 0.05}).size() == 132122);
}

TEST_CASE("the Lot's dallage is the published one, in its order, with its shares") {
  const auto data = real_data();
  if (!data) return;
  const Dallage dallage = cells(read_footprint(*data / "geo/lot.geojson", "EPSG:2154"));
  std::ifstream csv(*data / "geo/grille_lot_1km.csv");
  std::string line;
  std::getline(csv, line);
  std::size_t i = 0;
  for (; std::getline(csv, line); ++i) {
    const auto fields = split(trim(line), ',');
    REQUIRE(i < dallage.size());
    REQUIRE(dallage[i].key ==
            DalleKey{*to_number<std::int64_t>(fields[0]) * 1000, *to_number<std::int64_t>(fields[1]) * 1000});
    REQUIRE(dallage[i].inside == Approx(*to_number<double>(fields[3])).margin(2e-5));
  }
  CHECK(i == dallage.size());
  CHECK(cells(read_footprint(*data / "geo/lot_grossier_openpcrs.geojson", "EPSG:2154")).size() == 5475);
}

TEST_CASE("communes of one territory give the same dalles as their whole") {
  const auto data = real_data();
  if (!data) return;
  const Dallage communes = cells(read_footprint(*data / "geo/communes_lot.geojson", "EPSG:2154"));
  CHECK(communes.size() > 5400);
  CHECK(communes.size() < 5600);
  CHECK(std::all_of(communes.begin(), communes.end(), [](const auto& c) { return c.inside <= 1; }));
  CHECK(area_km2(communes) == Approx(5221.93).epsilon(0.005));
}

TEST_CASE("a square on the grid's lines is its cells and no neighbour") {
  CHECK(keys(cells({{box(1000, 1000, 2000, 2000)}})) == "0001-0002");
  CHECK(keys(cells({{box(1000, 1000, 3000, 3000)}})) == "0001-0003 0002-0003 0001-0002 0002-0002");
  CHECK(cells({{box(1000, 1000, 2000, 2000)}}).front().whole());
  CHECK(cells({{box(-2000, -1000, -1000, 0)}}).front().key == DalleKey{-2000, 0});
}

TEST_CASE("a cell is in as soon as some area is, and not for a line or a corner") {
  CHECK(keys(cells({{box(1000, 1000, 2000.01, 2000)}})) == "0001-0002 0002-0002");
  CHECK(keys(cells({{box(999.9, 1000, 2000, 2000)}})) == "0000-0002 0001-0002");
  CHECK(cells({{{{1000, 1000}, {1000, 2000}, {1000, 1000}}}}).empty());
  CHECK(cells({}).empty());
  CHECK(cells({{}}).empty());
  CHECK(cells({{{}}}).empty());
  CHECK(cells({{{{5, 5}}}}).empty());
}

TEST_CASE("shares are exact") {
  const Dallage half = cells({{{{0, 0}, {1000, 0}, {0, 1000}, {0, 0}}}});
  REQUIRE(half.size() == 1);
  CHECK(half[0].inside == Approx(0.5).epsilon(1e-12));
  const Dallage slope = cells({{{{0, 0}, {2000, 0}, {0, 1000}, {0, 0}}}});
  REQUIRE(slope.size() == 2);
  CHECK(slope[0].inside == Approx(0.75).epsilon(1e-12));
  CHECK(slope[1].inside == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("which way round the rings run does not matter") {
  Ring outer = box(0, 0, 5000, 3000), hole = box(1000, 1000, 2000, 2000);
  const std::string expected = keys(cells({{outer, hole}}));
  for (int turn = 0; turn < 4; ++turn) {
    if (turn % 2 == 0) std::reverse(outer.begin(), outer.end());
    std::reverse(hole.begin(), hole.end());
    CHECK(keys(cells({{outer, hole}})) == expected);
  }
  CHECK(expected.find("0001-0002") == std::string::npos);  // the hole's own cell
  CHECK(cells({{outer, hole}}).size() == 14);
}

TEST_CASE("parts of a territory add up, side by side or apart") {
  CHECK(cells({{box(0, 0, 600, 1000)}, {box(600, 0, 1000, 1000)}}).front().whole());
  CHECK(keys(cells({{box(0, 0, 1000, 1000)}, {box(5000, 0, 6000, 1000)}})) == "0000-0001 0005-0001");
  // A fork: two prongs above one base, with nothing between them.
  CHECK(cells({{{{0, 0},
                 {5000, 0},
                 {5000, 2000},
                 {4000, 2000},
                 {4000, 1000},
                 {1000, 1000},
                 {1000, 2000},
                 {0, 2000},
                 {0, 0}}}})
            .size() == 7);
}

TEST_CASE("random outlines give what intersecting each cell gives") {
  std::mt19937 random(46);
  std::uniform_real_distribution<double> radius(300, 6000), start(-2000, 2000);
  for (int round = 0; round < 40; ++round) {
    const double x = 600'000 + start(random), y = 6'400'000 + start(random);
    Ring outer, hole;
    for (int i = 0; i < 24; ++i) {
      const double angle = i * M_PI / 12, far = radius(random);
      outer.push_back({x + far * std::cos(angle), y + far * std::sin(angle)});
      hole.push_back({x + 0.5 * far * std::cos(angle), y + 0.5 * far * std::sin(angle)});
    }
    outer.push_back(outer.front());
    hole.push_back(hole.front());
    const Polygon polygon = round % 2 ? Polygon{outer} : Polygon{outer, hole};
    const Dallage expected = by_intersection(polygon), found = cells({polygon});
    REQUIRE(keys(found) == keys(expected));
    for (std::size_t i = 0; i < found.size(); ++i)
      REQUIRE(found[i].inside == Approx(expected[i].inside).margin(1e-8));
  }
}

TEST_CASE("a country's dallage is only a longer one") {
  Ring outline;
  for (int i = 0; i < 20'000; ++i) {
    const double angle = i * M_PI / 10'000, far = 420'000 + 3000 * std::sin(97 * angle);
    outline.push_back({650'000 + far * std::cos(angle), 6'600'000 + far * std::sin(angle)});
  }
  outline.push_back(outline.front());
  const Dallage dallage = cells({{outline}});
  CHECK(dallage.size() > 550'000);
  CHECK(dallage.size() < 560'000);
  CHECK(area_km2(dallage) == Approx(M_PI * (420.0 * 420.0 + 4.5)).epsilon(1e-6));
  CHECK(std::is_sorted(dallage.begin(), dallage.end(),
                       [](const auto& a, const auto& b) { return reads_before(a.key, b.key); }));
  CHECK(std::adjacent_find(dallage.begin(), dallage.end(),
                           [](const auto& a, const auto& b) { return a.key == b.key; }) == dallage.end());
}

TEST_CASE("a territory that is no territory is refused before it fills the memory") {
  CHECK_THROWS_AS(cells({{box(0, 0, 1e12, 1e12)}}), Error);
  CHECK_THROWS_AS(cells({{box(0, 0, std::nan(""), 1000)}}), Error);
  CHECK_THROWS_AS(dallage_of({{box(0, 0, 1e5, 1e5)}}, {"EPSG:2154", 1, 0.05}), Error);
}

TEST_CASE("a cell is found by its key") {
  const Dallage dallage = cells({{box(0, 0, 5000, 3000)}});
  REQUIRE(find_cell(dallage, {2000, 2000}));
  CHECK(find_cell(dallage, {2000, 2000})->key == DalleKey{2000, 2000});
  CHECK_FALSE(find_cell(dallage, {2000, 4000}));
  CHECK_FALSE(find_cell(dallage, {5000, 2000}));
  CHECK_FALSE(find_cell({}, {0, 0}));
}

TEST_CASE("the layer of a dallage names its dalles") {
  const Layer layer = dallage_layer(cells({{box(0, 0, 1500, 1000)}}), kilometre,
                                    NamePattern("{code}-{year}-{x_km:4}-{y_km:4}"), 2025, "46");
  REQUIRE(layer.features.size() == 2);
  CHECK(std::get<std::string>(layer.features[1].values[0]) == "0001-0001");
  CHECK(std::get<std::string>(layer.features[1].values[1]) == "46-2025-0001-0001");
  CHECK(std::get<double>(layer.features[1].values[2]) == 0.5);
}
