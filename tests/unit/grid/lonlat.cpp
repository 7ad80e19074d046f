// SPDX-License-Identifier: Apache-2.0
#include "grid/lonlat.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "base/error.hpp"

using pcrs::grid::LonLat;

TEST_CASE("Lambert-93 metres become degrees, longitude first") {
  const LonLat lonlat("EPSG:2154");
  const auto origin = lonlat(700000, 6600000);  // the projection's own origin
  CHECK(origin[0] == Approx(3).margin(1e-9));
  CHECK(origin[1] == Approx(46.5).margin(1e-9));
  // Near Cahors; PROJ's own command cs2cs says 44d27'48.832"N 1d28'44.133"E.
  const auto cahors = lonlat(579000, 6375000);
  CHECK(cahors[0] == Approx(1 + 28 / 60.0 + 44.133 / 3600).margin(1e-6));
  CHECK(cahors[1] == Approx(44 + 27 / 60.0 + 48.832 / 3600).margin(1e-6));
}

TEST_CASE("an unknown CRS is a usage error, a point beyond reach a failure") {
  CHECK_THROWS_AS(LonLat("EPSG:1"), pcrs::Error);
  CHECK_THROWS_AS(LonLat("EPSG:2154")(std::numeric_limits<double>::infinity(), 0), pcrs::Error);
}
