// SPDX-License-Identifier: Apache-2.0
#include "format/site.hpp"

#include <catch2/catch.hpp>

#include "format/licence.hpp"
#include "sample_site.hpp"

using namespace pcrs::format;

TEST_CASE("relative links climb no further than they must") {
  CHECK(relative_link("dalles/2025/a.tif", "meta/dalles.geojson") == "../dalles/2025/a.tif");
  CHECK(relative_link("meta/stac/2025/x.json", "meta/stac/catalog.json") == "2025/x.json");
  CHECK(relative_link("meta/stac/catalog.json", "meta/stac/2025/E0570-N6370/a.json") == "../../catalog.json");
  CHECK(relative_link("dalles/", "index.html") == "dalles/");
  CHECK(relative_link("vecteur/à b.gml", "index.html") == "vecteur/%C3%A0%20b.gml");
  // A shared beginning that is no folder is not shared.
  CHECK(relative_link("meta/stac/2025x/a", "meta/stac/2025/b") == "../2025x/a");
}

TEST_CASE("links are absolute as soon as the site knows its address") {
  Site site = sample_site();
  CHECK(link_to(site, "dalles/", "meta/dalles.geojson") == "../dalles/");
  site.base_url = "https://pcrs.example.org/lot";
  CHECK(link_to(site, "dalles/2025/a.tif", "meta/x") == "https://pcrs.example.org/lot/dalles/2025/a.tif");
}

TEST_CASE("the site counts what it holds") {
  Site site = sample_site();
  site.vectors = {{"pcrs.gml", 1000}};
  CHECK(total_bytes(site) == 3 * 183200000ULL + 1000);
  CHECK(millesimes(site) == std::vector<int>{2022, 2025});
}

TEST_CASE("each national licence has its name in SPDX, an unknown one is not invented") {
  CHECK(licence_of("ouvert_lo").spdx == "etalab-2.0");
  CHECK(licence_of("ouvert_odbl").spdx == "ODbL-1.0");
  CHECK(licence_of("ferme").spdx == "other");
  CHECK(licence_of("ferme").url.empty());
  CHECK(licence_of("").label == "Non précisée");
}
