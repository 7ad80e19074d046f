// SPDX-License-Identifier: Apache-2.0
#include "grid/tile_matrix.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::grid;

TEST_CASE("matrices go from the mosaic's coarsest level to the dalles' pixels") {
  const auto matrices = tile_matrices({"EPSG:2154", 1000, 0.05}, 400, {2, 5, 10, 25, 50});
  std::vector<double> cells;
  for (const TileMatrix& matrix : matrices) cells.push_back(matrix.cell_m);
  CHECK(cells == std::vector<double>{250, 125, 50, 25, 10, 5, 2.5, 1.25, 0.5, 0.25, 0.1, 0.05});
  CHECK(matrices[5].mosaic);
  CHECK(!matrices[6].mosaic);
  CHECK(matrices.back().columns() == 120'000);
  CHECK(matrices.back().rows() == 600'000);
}

TEST_CASE("levels that the dalles have are not the mosaic's") {
  const auto matrices = tile_matrices({"EPSG:2154", 1000, 0.05}, 512, {2, 4, 8, 16, 32, 64, 128});
  for (const TileMatrix& matrix : matrices) CHECK(matrix.mosaic == (matrix.cell_m > 6.4));
}

TEST_CASE("the tiles of a dalle are its blocks") {
  const TileMatrix full{0.05, 400, false}, coarse{2.5, 400, false};
  const Extent dalle{579'000, 6'374'000, 580'000, 6'375'000};
  const TileRange blocks = tiles_of(full, dalle);
  CHECK(blocks.first_column == 579'000 / 20);
  CHECK(blocks.last_column == 579'000 / 20 + 49);
  CHECK(blocks.first_row == (12'000'000 - 6'375'000) / 20);
  CHECK(blocks.last_row - blocks.first_row == 49);
  const TileRange one = tiles_of(coarse, dalle);
  CHECK(one.first_column == one.last_column);
  CHECK(one.first_row == one.last_row);
}
