// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_lot.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "ingest_folder.hpp"

using namespace pcrs::step::ingest;
using pcrs::chantier::Chantier;
using pcrs::grid::DalleKey;

namespace {

// Three dalles of 200 m in a row and a half one below the first: 578000..578600, 6373700..6374000.
Chantier chantier_in(const Folder& folder, std::int64_t side_m = 200) {
  Chantier chantier;
  chantier.crs = "EPSG:2154";
  chantier.dalle_side_m = side_m;
  chantier.gsd_m = 0.2;
  chantier.code = "46";
  chantier.millesime = 2025;
  chantier.name_pattern = side_m == 200 ? "{year}-{x_hm:5}-{y_hm:5}-LA93-0M20-RVB"
                                        : "{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M20-RVB";
  chantier.footprint = folder.write(
      "f.geojson",
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},)"
      R"("features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[)"
      R"([578000,6373700],[578200,6373700],[578200,6373800],[578600,6373800],[578600,6374000],[578000,6374000],)"
      R"([578000,6373700]]]}}]})");
  chantier.lots = {{"nord", std::nullopt, {"05780-63740", "2025-05782-63740-LA93-0M20-RVB"}}};
  return chantier;
}

const DalleKey nw{578000, 6374000}, n{578200, 6374000}, ne{578400, 6374000}, sw{578000, 6373800},
    off{578600, 6374000};

}  // namespace

TEST_CASE("the territory knows what lies inside and in the dallage") {
  const Folder folder;
  const Chantier chantier = chantier_in(folder);
  const Territory territory(chantier);
  CHECK(territory.inside_share(nw) == Approx(1));
  CHECK(territory.inside_share(sw) == Approx(0.5));
  CHECK(territory.inside_share(off) == 0);
  CHECK(territory.in_dallage(ne));
  CHECK_FALSE(territory.in_dallage(off));
  CHECK(territory.due(std::nullopt) == std::vector<DalleKey>{nw, n, ne, sw});
}

TEST_CASE("a contractual dallage has the last word on what is due") {
  const Folder folder;
  Chantier chantier = chantier_in(folder);
  chantier.dallage = folder.write("d.csv", "nom\n05780-63740\n05786-63740\n");
  const Territory territory(chantier);
  CHECK(territory.due(std::nullopt) == std::vector<DalleKey>{nw, off});
  CHECK_FALSE(territory.in_dallage(n));
}

TEST_CASE("a lot is an id, a file, or keys and names") {
  const Folder folder;
  const Chantier chantier = chantier_in(folder);
  const Territory territory(chantier);
  CHECK(territory.read_lot("nord") == std::set<DalleKey>{nw, n});
  CHECK(territory.read_lot("05784-63740, 05780-63738") == std::set<DalleKey>{ne, sw});
  CHECK(territory.read_lot(folder.write("lot.csv", "nom\n05784-63740\n").string()) == std::set<DalleKey>{ne});
  CHECK_THROWS_WITH(territory.read_lot("sud"), Catch::Contains("--lot sud: \"sud\" is no dalle"));
  CHECK_THROWS_AS(territory.read_lot(" , "), pcrs::Error);
}

TEST_CASE(
    "smaller delivered dalles: a dalle of the chantier stands for all that it holds inside the footprint") {
  const Folder folder;
  Chantier chantier = chantier_in(folder, 1000);
  chantier.source_side_m = 200;
  chantier.source_patterns = {"{year}-{x_hm:5}-{y_hm:5}-LA93-0M20-RVB"};
  chantier.lots.clear();
  const Territory territory(chantier);
  CHECK(territory.due(territory.read_lot("0578-6374")) == std::vector<DalleKey>{nw, n, ne, sw});
  CHECK(territory.due(territory.read_lot("2025-05784-63740-LA93-0M20-RVB")) == std::vector<DalleKey>{ne});
  CHECK(territory.in_dallage(off));  // its kilometre is
  CHECK(territory.expected_name(ne) == "2025-05784-63740-LA93-0M20-RVB");
}

TEST_CASE("completeness within the lot; what was accepted elsewhere is not missing") {
  const Folder folder;
  const Chantier chantier = chantier_in(folder);
  const Territory territory(chantier);
  const std::vector<Delivered> one{{"a.tif", nw}};
  CHECK(told(judge_completeness(territory, std::nullopt, one, {})) == "lot.undeclared:.");
  const auto lot = territory.read_lot("nord");
  CHECK(told(judge_completeness(territory, lot, one, {})) == "lot.missing:2025-05782-63740-LA93-0M20-RVB");
  CHECK(told(judge_completeness(territory, lot, one, {n})).empty());
  CHECK(told(judge_completeness(territory, lot, {{"a", nw}, {"b", n}, {"c", sw}, {"d", off}}, {})) ==
        "lot.outside:c dallage.outside:d");
  CHECK(told(judge_completeness(territory, std::set{nw, off}, one, {})) == "lot.unknown:05786-63740");
}
