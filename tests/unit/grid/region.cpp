// SPDX-License-Identifier: Apache-2.0
#include "grid/region.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::grid;

namespace {

const std::string l93 = "EPSG:2154";
const Bounds lot{560000, 6340000, 660000, 6430000};
constexpr Bounds dalle{579000, 6374000, 580000, 6375000};
constexpr Bounds east_of_it{580000, 6374000, 581000, 6375000};

Region box(const Bounds& bounds, const std::string& crs) {
  return Region::of_box(bounds, asked_crs(crs, l93).value(), l93, lot, "bbox");
}
Region text(const std::string& geometry, const std::string& crs = l93) {
  return Region::of_text(geometry, asked_crs(crs, l93).value(), l93, lot, "polygon");
}
std::string fault_of(const std::string& geometry, const std::string& crs = l93) {
  try {
    text(geometry, crs);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "";
}
std::string ring_of(int points, double radius) {
  std::string wkt = "POLYGON ((";
  for (int i = 0; i <= points; ++i) {
    const double turn = 2 * 3.14159265358979 * (i % points) / points;
    wkt += (i > 0 ? "," : "") + std::to_string(579500 + radius * std::cos(turn)) + " " +
           std::to_string(6374500 + radius * std::sin(turn));
  }
  return wkt + "))";
}

}  // namespace

TEST_CASE("a CRS is known by its code, its URI and its URN; by the latter two 4326 is latitude first") {
  for (const char* spelling : {"EPSG:2154", "epsg:2154", "2154", "http://www.opengis.net/def/crs/EPSG/0/2154",
                               "urn:ogc:def:crs:EPSG::2154"})
    CHECK(asked_crs(spelling, l93).value().code == l93);
  CHECK_FALSE(asked_crs("EPSG:4326", l93).value().latitude_first);
  CHECK(asked_crs("http://www.opengis.net/def/crs/EPSG/0/4326", l93).value().latitude_first);
  CHECK_FALSE(asked_crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", l93).value().latitude_first);
  for (const char* other : {"", "EPSG:27572", "EPSG:", "2154x", "+proj=longlat", "/etc/passwd"})
    CHECK_FALSE(asked_crs(other, l93).has_value());
  CHECK(asked_crs("EPSG:2975", "EPSG:2975").has_value());
}

TEST_CASE("a dalle's own box meets that dalle and not its neighbours") {
  const Region region = box(dalle, l93);
  CHECK(region.is_box());
  CHECK(region.meets(dalle));
  CHECK_FALSE(region.meets(east_of_it));
  CHECK(region.area() == Approx(1e6));
  CHECK(box({579500, 6374500, 579500, 6374500}, l93).meets(dalle));  // a point
  CHECK(box({580000, 6374500, 580000, 6374500}, l93).meets(dalle));
  CHECK(box({580000, 6374500, 580000, 6374500}, l93).meets(east_of_it));
}

TEST_CASE("one place, whatever the CRS and the order of its axes") {
  // A point in the middle of the dalle, 10 m square.
  const Region here =
      text("POLYGON((1.51168 44.43842,1.51182 44.43842,1.51182 44.43852,1.51168 44.43842))", "4326");
  const auto middle = here.bounds();
  const Region turned = text("POLYGON((44.43842 1.51168,44.43842 1.51182,44.43852 1.51182,44.43842 1.51168))",
                             "urn:ogc:def:crs:EPSG::4326");
  CHECK(turned.bounds()[0] == Approx(middle[0]).margin(1e-6));
  for (const char* crs : {"EPSG:3944", "EPSG:3945", "EPSG:3946", "EPSG:3942", "EPSG:3950"}) {
    const Polygons there = here.polygons_in(crs);
    REQUIRE(there.size() == 1);
    std::string wkt = "POLYGON((";
    for (const Point& point : there[0][0])
      wkt += (wkt.back() == '(' ? "" : ",") + std::to_string(point.x) + " " + std::to_string(point.y);
    const Region back = text(wkt + "))", crs);
    CHECK(back.bounds()[0] == Approx(middle[0]).margin(0.001));
    CHECK(back.bounds()[3] == Approx(middle[3]).margin(0.001));
  }
}

TEST_CASE("absurd places are cut to the territory or refused") {
  CHECK(box({-180, -90, 180, 90}, "EPSG:4326").meets(dalle));
  CHECK(box({170, -90, 3, 90}, "EPSG:4326").meets(dalle));  // over the meridian of 180 degrees
  CHECK_FALSE(box({170, -90, -170, 90}, "EPSG:4326").meets(dalle));
  CHECK(box({-1e8, -1e8, 1e8, 1e8}, l93).meets(dalle));
  CHECK(box({-1e8, -1e8, 1e8, 1e8}, "EPSG:3945").meets(dalle));
  CHECK(text("POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))", "4326").meets(dalle));
  CHECK(text("POINT(-60 -89)", "4326").is_empty());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(box({nan, 0, 1, 1}, l93), Error);
  CHECK_THROWS_AS(box({2, 0, 1, 1}, l93), Error);
  CHECK_THROWS_AS(box({0, 2, 1, 1}, l93), Error);
  CHECK(fault_of("POLYGON((0 0,nan 1,1 1,0 0))") != "");
  CHECK(fault_of("POLYGON((1e300 0,0 1e300,1 1,1e300 0))").find("cannot hold") != std::string::npos);
  CHECK(fault_of(ring_of(20'001, 100)).find("simplify") != std::string::npos);
  CHECK(fault_of("POLYGON((579000 6374000,580000 6374000,580000 6375000,579000 6374000))", "4326")
            .find("degrees") != std::string::npos);
}

TEST_CASE("what is no geometry is told") {
  for (const char* wrong :
       {"", "POLYGON", "POLYGON((", "{}", "{\"type\":\"Polygon\"}", "[1,2]",
        "{\"type\":\"Polygon\",\"coordinates\":[[", "{\"type\":\"Polygon\",\"coordinates\":7}",
        "POLYGON EMPTY", "hello", "{\"type\":\"Feature\",\"geometry\":null}",
        "CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))"})
    CHECK(fault_of(wrong).find("polygon: ") == 0);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "{\"type\":\"GeometryCollection\",\"geometries\":[";
  CHECK(fault_of(deep).find("too deep") != std::string::npos);
}

TEST_CASE("a star of edges that all cross is refused at once: its repair would take hours") {
  constexpr int points = 3001;
  std::string star = "POLYGON((";
  for (int i = 0; i <= points; ++i) {
    const double angle = 3.14159265358979 * (i % points) * (points - 1) / points;
    star += (i > 0 ? "," : "") + std::to_string(579500 + 400 * std::cos(angle)) + " " +
            std::to_string(6374500 + 400 * std::sin(angle));
  }
  CHECK(fault_of(star + "))").find("crosses itself") != std::string::npos);
}

TEST_CASE("GeoJSON, a Feature, crossing edges and holes are understood") {
  CHECK(
      text(
          R"({"type":"Polygon","coordinates":[[[579100,6374100],[579200,6374100],[579200,6374200],[579100,6374100]]]})")
          .meets(dalle));
  CHECK(
      text(R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[579100,6374100]}})")
          .meets(dalle));
  // A bow tie: two triangles, no surface between them left out or counted twice.
  const Region bow =
      text("POLYGON((579100 6374100,579300 6374300,579300 6374100,579100 6374300,579100 6374100))");
  CHECK(bow.is_surface());
  CHECK(bow.area() == Approx(20'000));
  const Region ring = text(
      "POLYGON((578000 6373000,582000 6373000,582000 6376000,578000 6376000,578000 6373000),"
      "(578900 6373900,580100 6373900,580100 6375100,578900 6375100,578900 6373900))");
  CHECK_FALSE(ring.meets(dalle));
  CHECK(ring.meets(east_of_it));
  CHECK(text(ring_of(19'999, 400)).area() == Approx(3.14159 * 400 * 400).epsilon(0.001));
}
