// SPDX-License-Identifier: Apache-2.0
#include "format/portal.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;

namespace {

Site surrounded() {
  Site site = sample_site();
  site.services = {"wms"};
  site.around.dallage = {{579000, 6375000}, {580000, 6375000}, {582000, 6375000}, {579000, 6374000}};
  site.around.communes = {
      {"Cahors",
       "46042",
       {{{{579000.4, 6375000}, {580000.6, 6375000}, {579000.4, 6374000}, {579000.4, 6375000}}}}}};
  return site;
}

std::string text_of(const Site& site, const std::string& path) {
  for (const Document& document : portal_documents(site))
    if (document.path == path) return document.text;
  return "";
}

}  // namespace

TEST_CASE("the settings come first, newest millésime first, and name what is there") {
  const Site site = surrounded();
  CHECK(portal_documents(site).front().path == "meta/portail.json");
  const Json settings = parse_json(text_of(site, "meta/portail.json"), "settings");
  CHECK(settings["version"] == 1);
  CHECK(settings["millesimes"][0]["year"] == 2025);
  CHECK(settings["millesimes"][0]["count"] == 2);
  CHECK(settings["millesimes"][0]["bbox"] == Json::array({579000.0, 6374000.0, 581000.0, 6375000.0}));
  CHECK(settings["millesimes"][0]["acquisition"] ==
        Json{{"known", 1}, {"first", "2025-06-14"}, {"last", "2025-06-14"}});
  CHECK(settings["millesimes"][1]["acquisition"] == Json{{"known", 0}});
  CHECK(settings["services"] == Json{{"wms", "wms"}});
  CHECK(settings["contact"] == "pcrs@example.org");
  const Json bare = parse_json(text_of(sample_site(), "meta/portail.json"), "settings");
  CHECK_FALSE(bare.contains("communes"));
  CHECK_FALSE(bare.contains("dallage"));
  CHECK(bare["services"] == Json::object());
}

TEST_CASE("the portal is told what may be asked for, and how") {
  Site site = sample_site();
  CHECK_FALSE(parse_json(text_of(site, "meta/portail.json"), "settings").contains("requests"));
  site.requests = Requests{true, {{"lossless", "token"}}};
  CHECK(parse_json(text_of(site, "meta/portail.json"), "settings")["requests"] ==
        Json{{"requester", "token"}, {"products", {{"lossless", "token"}}}});
}

TEST_CASE("the index gives every name back from its form") {
  const Json index = parse_json(text_of(sample_site(), "meta/portail/2025.json"), "index");
  CHECK(index["key"] == Json{{"unit_m", 1000}, {"digits", 4}});
  CHECK(index["forms"] == Json::array({"46-2025-{}-LA93-0M05-RVB.tif", "46-2025-{}-LA93-0M05-RVB-r2.tif"}));
  CHECK(index["days"] == Json::array({"2025-06-14", ""}));
  CHECK(index["dalles"] == Json::array({Json::array({579, 6375, 183200000, 0, 0, 1}),
                                        Json::array({580, 6375, 183200000, 1, 1, 2})}));
}

TEST_CASE("an index of a whole département stays light") {
  Site site = sample_site();
  const PublicDalle one = site.dalles[1];
  site.dalles.clear();
  for (int i = 0; i < 5500; ++i) {
    PublicDalle dalle = one;
    dalle.key = {500000 + i % 75 * 1000, 6400000 - i / 75 * 1000};
    dalle.name = "46-2025-" + grid::key_text(dalle.key, site.grid) + "-LA93-0M05-RVB.tif";
    site.dalles.push_back(dalle);
  }
  CHECK(text_of(site, "meta/portail/2025.json").size() < 200'000);
}

TEST_CASE("digests are a list that sha256sum reads from the root") {
  CHECK(text_of(sample_site(), "meta/portail/2022.sha256") ==
        std::string(62, 'a') + "07  dalles/2022/46-2022-0579-6375-LA93-0M05-RVB.tif\n");
}

TEST_CASE("the dallage is told as runs, outlines in whole metres") {
  const Json dallage = parse_json(text_of(surrounded(), "meta/portail/dallage.json"), "dallage");
  CHECK(dallage["rows"] == Json::array({Json::array({6375, 579, 580}), Json::array({6375, 582, 582}),
                                        Json::array({6374, 579, 579})}));
  CHECK(dallage["count"] == 4);
  const Json communes = parse_json(text_of(surrounded(), "meta/portail/communes.json"), "communes");
  CHECK(communes["communes"][0]["name"] == "Cahors");
  CHECK(communes["communes"][0]["polygons"][0][0][1] == Json::array({580001, 6375000}));
}

TEST_CASE("the page of the portal is filled, escaped, and of this version") {
  const std::string page = portal_page(
      sample_site(), "<title>pcrs:titre</title>pcrs:description<!--pcrs:texte-->", "portail/index.html");
  CHECK(page.find("PCRS du Lot &lt;5 cm&gt;") != std::string::npos);
  CHECK(page.find("href=\"dalles/2022/\"") != std::string::npos);
  CHECK_THROWS_AS(portal_page(sample_site(), "<title></title>", "portail/index.html"), Error);
}
