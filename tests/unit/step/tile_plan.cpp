// SPDX-License-Identifier: Apache-2.0
#include "step/tile_plan.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;
using step::tile::Extent;
using step::tile::plan_jobs;
using Extents = std::vector<std::optional<Extent>>;

namespace {

const grid::GridSpec kilometres{"EPSG:2154", 1000, 0.05};

// 3 × 3 dalles, their upper-left corners from (10 000, 20 000).
grid::Dallage nine() {
  grid::Dallage dallage;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      dallage.push_back({{10000 + column * 1000, 20000 - row * 1000}, 1});
  return dallage;
}

Extent box(double west_m, double south_m, double east_m, double north_m, bool opaque = true) {
  return {{west_m, south_m, east_m, north_m}, opaque};
}

}  // namespace

TEST_CASE("a source touches the dalles that hold one of its pixels") {
  const auto count = [](const Extent& extent) { return plan_jobs({extent}, nine(), kilometres).jobs.size(); };
  CHECK(count(box(10000, 19000, 11000, 20000)) == 1);
  CHECK(count(box(10000 - 1e-9, 19000 - 1e-9, 11000 + 1e-9, 20000 + 1e-9)) == 1);
  CHECK(count(box(10000, 19000, 11000.05, 20000)) == 2);
  CHECK(count(box(10000, 18999.95, 11000, 20000)) == 2);
  CHECK(count(box(10999.95, 18999.95, 11000.05, 19000.05)) == 4);
  CHECK(count(box(0, 0, 1e9, 1e9)) == 9);
  CHECK(count(box(13000, 17000, 14000, 20000)) == 0);
}

TEST_CASE("jobs come in reading order, their sources in the order in which they are laid") {
  const auto plan = plan_jobs({box(11000, 17000, 12000, 18000), std::nullopt,
                               box(10000, 17000, 13000, 20000, false), box(50000, 17000, 51000, 18000)},
                              nine(), kilometres);
  REQUIRE(plan.jobs.size() == 9);
  CHECK(plan.jobs[0].key == grid::DalleKey{10000, 20000});
  CHECK(plan.jobs[0].inputs == std::vector<std::size_t>{2});
  CHECK(plan.jobs[7].key == grid::DalleKey{11000, 18000});
  CHECK(plan.jobs[7].inputs == std::vector<std::size_t>{0, 2});
  CHECK(plan.outside == std::vector<std::size_t>{3});
}

TEST_CASE("a source that a later opaque one covers on the dalle is left out there") {
  const Extents opaque{box(10500, 19000, 11500, 20000), box(10000, 19000, 11000, 20000)};
  const auto plan = plan_jobs(opaque, nine(), kilometres);
  REQUIRE(plan.jobs.size() == 2);
  CHECK(plan.jobs[0].inputs == std::vector<std::size_t>{1});
  CHECK(plan.jobs[1].inputs == std::vector<std::size_t>{0});
  Extents masked = opaque;
  masked[1]->opaque = false;
  CHECK(plan_jobs(masked, nine(), kilometres).jobs[0].inputs.size() == 2);
  CHECK(step::tile::reach_of(plan.jobs[1], opaque, kilometres) == Approx(0.5));
}
