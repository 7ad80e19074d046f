// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "raster/cog_writer.hpp"

using namespace pcrs::raster;

namespace {

struct Case {
  int width, height, block_px;
  std::vector<int> factors;
  bool aligned;
};

}  // namespace

TEST_CASE("blocks and overviews divide the dalle wherever its size allows") {
  const Case wanted =
      GENERATE(Case{20000, 20000, 400, {2, 5, 10, 25, 50}, true},  // 1 km at 5 cm
               Case{4000, 4000, 400, {2, 5, 10}, true},            // 200 m at 5 cm
               Case{10000, 10000, 400, {5, 25}, true},             // 1 km at 10 cm
               Case{5000, 5000, 512, {2, 4, 8, 16}, false},        // 1 km at 20 cm
               Case{1000, 1000, 512, {2}, false},                  // 200 m at 20 cm
               Case{500, 500, 512, {}, false},                     // 200 m at 40 cm
               Case{6000, 6000, 400, {5}, true},                   // 300 m at 5 cm
               Case{8000, 4000, 400, {2, 5, 10}, true}, Case{400, 400, 400, {}, true},
               Case{4096, 4096, 512, {2, 4, 8}, true}, Case{20000, 19999, 512, {2, 4, 8, 16, 32, 64}, false},
               Case{1, 1, 512, {}, false},
               Case{4624, 4624, 512, {2, 4, 8, 16}, false},  // 17 blocks of 272 px: no level between
               Case{20000, 400, 512, {2, 4, 8, 16, 32, 64}, false});
  const CogPlan plan = plan_layout(wanted.width, wanted.height, Layout::aligned);
  CAPTURE(wanted.width, wanted.height);
  CHECK(plan.block_px == wanted.block_px);
  CHECK(plan.factors == wanted.factors);
  CHECK(plan.aligned == wanted.aligned);
  CHECK(plan.note.empty() == wanted.aligned);
}

TEST_CASE("every level of an aligned plan is whole blocks, every step whole rows of a block") {
  for (int side = 256; side <= 24000; side += 16) {
    const CogPlan plan = plan_layout(side, side, Layout::aligned);
    if (!plan.aligned) continue;
    CAPTURE(side);
    REQUIRE(plan.block_px % 16 == 0);
    REQUIRE(side % plan.block_px == 0);
    for (const int factor : plan.factors) {
      REQUIRE(side % (factor * plan.block_px) == 0);
      REQUIRE(plan.block_px % (factor / parent_factor(plan.factors, factor)) == 0);
      REQUIRE(factor / parent_factor(plan.factors, factor) <= 5);
    }
  }
}

TEST_CASE("overviews are averaged from the nearest level that they divide") {
  const std::vector<int> factors{2, 5, 10, 25, 50};
  CHECK(parent_factor(factors, 2) == 1);
  CHECK(parent_factor(factors, 5) == 1);
  CHECK(parent_factor(factors, 10) == 5);
  CHECK(parent_factor(factors, 25) == 5);
  CHECK(parent_factor(factors, 50) == 25);
}

TEST_CASE("the classic layout is 512 px and powers of two") {
  const CogPlan plan = plan_layout(20000, 20000, Layout::classic);
  CHECK(plan.block_px == 512);
  CHECK(plan.factors == std::vector<int>{2, 4, 8, 16, 32, 64});
  CHECK(plan.note.empty());
}

TEST_CASE("an image without pixels has no plan") {
  CHECK_THROWS_AS(plan_layout(0, 5, Layout::aligned), pcrs::Error);
}
