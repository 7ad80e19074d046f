// SPDX-License-Identifier: Apache-2.0
#include "grid/pyramid.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::grid;

namespace {
const GridSpec kilometres{"EPSG:2154", 1000, 0.05};
}

TEST_CASE("the mosaic of kilometre dalles goes from 5 m to 250 m") {
  CHECK(mosaic_cells_m(kilometres) == std::vector<double>{5, 10, 25, 50, 125, 250});
  CHECK(mosaic_cells_m({"EPSG:2154", 200, 0.2}) == std::vector<double>{1, 2, 5, 10, 25, 50});
}

TEST_CASE("every block of the mosaic holds whole blocks of the level below, on one grid") {
  const auto cells = mosaic_cells_m(kilometres);
  for (const double cell : cells) {
    const double block_m = cell * mosaic_block_px;
    CHECK(std::int64_t(block_m) % kilometres.dalle_side_m == 0);
    CHECK(12'000'000 % std::int64_t(block_m) == 0);
  }
}

TEST_CASE("sheets are squares of 20 dalles; an upper edge belongs to the sheet below it") {
  CHECK(sheet_grid(kilometres).dalle_side_m == 20'000);
  CHECK(sheet_grid(kilometres).pixels_a_side() == mosaic_sheet_px);
  CHECK(sheet_of({579'000, 6'375'000}, kilometres) == DalleKey{560'000, 6'380'000});
  CHECK(sheet_of({560'000, 6'380'000}, kilometres) == DalleKey{560'000, 6'380'000});
  CHECK(sheet_of({579'000, 6'361'000}, kilometres) == DalleKey{560'000, 6'380'000});
  CHECK(sheet_of({579'000, 6'360'000}, kilometres) == DalleKey{560'000, 6'360'000});
  CHECK(sheet_of({-1'000, 6'360'000}, kilometres) == DalleKey{-20'000, 6'360'000});
}

TEST_CASE("the whole is cut at hundreds of dalles") {
  CHECK(whole_extent({{560'000, 6'380'000}}, kilometres) == Extent{500'000, 6'300'000, 600'000, 6'400'000});
  CHECK(whole_extent({{560'000, 6'380'000}, {600'000, 6'420'000}}, kilometres) ==
        Extent{500'000, 6'300'000, 700'000, 6'500'000});
  CHECK(whole_extent({{580'000, 6'400'000}}, kilometres) == Extent{500'000, 6'300'000, 600'000, 6'400'000});
}
