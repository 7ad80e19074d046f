// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_across.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "ingest_folder.hpp"
#include "raster/check_edges.hpp"

using namespace pcrs::step::ingest;
using pcrs::Finding;
using pcrs::grid::DalleKey;
using pcrs::grid::GridSpec;

namespace {

const GridSpec dallage{"EPSG:2154", 200, 0.2};

// One side of 100 segments of three whole waves, `tone` levels brighter, starting at `phase`.
std::string side(int tone, double phase) {
  pcrs::raster::EdgeProfile edge;
  for (int i = 0; i < pcrs::raster::edge_segments; ++i) {
    const auto level = static_cast<std::uint8_t>(120 + tone + 40 * std::sin(phase + i * 0.06 * 3.14159265));
    edge.segments.push_back({{level, level, level}, 100});
  }
  return pcrs::raster::edge_text(edge);
}

Ortho dalle(const std::string& name, std::int64_t column, std::int64_t row, int tone = 0, double phase = 0) {
  Ortho ortho;
  ortho.path = ortho.sha256 = name;
  ortho.key = DalleKey{578000 + 200 * column, 6374000 - 200 * row};
  ortho.named = ortho.sound = true;
  const auto west = static_cast<double>(ortho.key->west_m), north = static_cast<double>(ortho.key->north_m);
  ortho.bounds_m = {west, north - 200, west + 200, north};
  const std::string edge = side(tone, phase);
  ortho.facts["edges"] = {{"north", edge}, {"east", edge}, {"south", edge}, {"west", edge}};
  return ortho;
}

Ortho piece(const std::string& name, std::array<double, 4> bounds) {
  Ortho ortho;
  ortho.path = ortho.sha256 = name;
  ortho.sound = true;
  ortho.bounds_m = bounds;
  return ortho;
}

std::string overlaps(const std::vector<Ortho>& orthos) {
  return told(find_overlaps(orthos, dallage.gsd_m, 1, 1));
}

std::string seams(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier = {}) {
  return told(find_seams(orthos, earlier, dallage, {8, 0.5}));
}

}  // namespace

TEST_CASE("the same bytes twice: the first counts, the copy is told") {
  Ortho copy = dalle("b", 0, 0);
  copy.sha256 = "a";
  CHECK(told(find_duplicates({dalle("a", 0, 0), copy}, {}, dallage)) == "duplicate.bytes:b");
  copy.bounds_m.reset();  // no image: its own findings say so
  CHECK(told(find_duplicates({dalle("a", 1, 0), copy}, {}, dallage)).find("bytes") == std::string::npos);
}

TEST_CASE("two images for one dalle concern both, unless one is rejected already") {
  std::vector<Ortho> orthos{dalle("a", 0, 0), dalle("b", 0, 0), dalle("c", 1, 0)};
  CHECK(told(find_duplicates(orthos, {}, dallage)) == "duplicate.dalle:a duplicate.dalle:b");
  orthos[1].sound = false;
  CHECK(told(find_duplicates(orthos, {}, dallage)).empty());
}

TEST_CASE("a dalle that came before is a note that says whether its bytes are the same") {
  Ortho before = dalle("old", 0, 0);
  before.delivery = "bloc-1";
  const auto findings = find_duplicates({dalle("a", 0, 0)}, {before}, dallage);
  REQUIRE(told(findings) == "duplicate.redelivery:a");
  CHECK(findings[0].severity == pcrs::Severity::note);
  CHECK(findings[0].message.find("once accepted") != std::string::npos);
}

TEST_CASE("dalles that overlap by more than the tolerance are both told; neighbours are not") {
  CHECK(overlaps({dalle("a", 0, 0), dalle("b", 1, 0), dalle("c", 0, 1)}).empty());
  Ortho wide = dalle("b", 1, 0);
  (*wide.bounds_m)[0] -= 0.15;  // under a pixel
  CHECK(overlaps({dalle("a", 0, 0), wide}).empty());
  (*wide.bounds_m)[0] -= 0.15;
  CHECK(overlaps({dalle("a", 0, 0), wide}) == "overlap.pixels:a overlap.pixels:b");
}

TEST_CASE("a piece over dalles is charged, not the dalles; of two pieces the later") {
  const Ortho strip = piece("strip", {578150, 6373900, 578250, 6373950});
  CHECK(overlaps({dalle("a", 0, 0), dalle("b", 1, 0), strip}) == "overlap.piece:strip");
  CHECK(overlaps({strip, dalle("a", 0, 0)}) == "overlap.piece:strip");
  CHECK(overlaps({strip, piece("later", {578200, 6373900, 578300, 6373950})}) == "overlap.piece:later");
}

TEST_CASE("absurd bounds cost no time and no memory") {
  CHECK(overlaps({piece("a", {-1e300, -1e300, 1e300, 1e300}), piece("b", {0, 0, 1e8, 1e8})}).empty());
}

TEST_CASE("a sound seam is silent, a change of tone is charged to the odd one out") {
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0), dalle("c", 0, 1), dalle("d", 1, 1)}).empty());
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0, 20), dalle("c", 0, 1), dalle("d", 1, 1)}) ==
        "seam.step:b seam.step:b");
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0, 20)}) == "seam.step:a seam.step:b");
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0, 7)}).empty());
}

TEST_CASE("ground that does not go on is a break, whatever its tone") {
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0, 0, 3.0)}) == "seam.break:a seam.break:b");
}

TEST_CASE("neighbours of earlier deliveries count, and only the new dalle is charged") {
  Ortho before = dalle("old", 1, 0, 20), older = dalle("older", 2, 0, 90);
  before.delivery = older.delivery = "bloc-1";
  CHECK(seams({dalle("a", 0, 0)}, {before, older}) == "seam.step:a");
  CHECK(seams({dalle("a", 0, 0), dalle("b", 1, 0)}, {before})
            .empty());  // delivered again: the new one stands there
}

TEST_CASE("a dalle that does not fill its cell, or has no edges, has no seam") {
  Ortho half = dalle("b", 1, 0, 20);
  (*half.bounds_m)[2] -= 100;
  CHECK(seams({dalle("a", 0, 0), half}).empty());
  Ortho bare = dalle("b", 1, 0, 20);
  bare.facts.clear();
  CHECK(seams({dalle("a", 0, 0), bare}).empty());
}
