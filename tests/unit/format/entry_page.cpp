// SPDX-License-Identifier: Apache-2.0
#include "format/entry_page.hpp"

#include <catch2/catch.hpp>

#include "sample_site.hpp"

using namespace pcrs::format;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the entry page is French, escaped, and leads to everything") {
  const std::string page = entry_page(sample_site());
  CHECK(holds(page, "<html lang=\"fr\">"));
  CHECK(holds(page, "<title>PCRS du Lot &lt;5 cm&gt;</title>"));
  CHECK(holds(page, "APLC &amp; associés"));
  for (const char* href : {"dalles/", "dalles/2022/", "dalles/2025/", "meta/dalles.gpkg",
                           "meta/dalles.geojson", "meta/stac/catalog.json", "mailto:pcrs@example.org"})
    CHECK(holds(page, "href=\"" + std::string(href) + "\""));
  CHECK(holds(page, "Licence Ouverte 2.0"));
  CHECK(holds(page, "14/06/2025 (connue pour 1)"));
  CHECK(holds(page, "non communiquée"));
}

TEST_CASE("figures are written as French people write them") {
  const std::string page = entry_page(sample_site());
  CHECK(holds(page, "<dd>5\u00a0cm</dd>"));
  CHECK(holds(page, "<dd>1\u202f000\u00a0m</dd>"));
  CHECK(holds(page, "<dd>550\u00a0Mo</dd>"));
  Site small = sample_site();
  small.grid.dalle_side_m = 200;
  small.dalles[0].size_bytes = 1500;
  CHECK(holds(entry_page(small), "1,5\u00a0ko"));
  CHECK(holds(entry_page(small), "0,08\u00a0km²"));
}

TEST_CASE("the page asks nothing of other servers and runs no script") {
  const std::string page = entry_page(sample_site());
  CHECK_FALSE(holds(page, "<script"));
  CHECK_FALSE(holds(page, "src="));
  CHECK_FALSE(holds(page, "url("));
  CHECK_FALSE(holds(page, "<link"));
}

TEST_CASE("vector files are spoken of only where they are published") {
  Site site = sample_site();
  CHECK_FALSE(holds(entry_page(site), "href=\"vecteur/\""));
  site.vectors = {{"pcrs.gml", 10}};
  CHECK(holds(entry_page(site), "href=\"vecteur/\""));
  CHECK(holds(entry_page(site), "(1\u00a0fichier)"));
  site.vectors.push_back({"lisezmoi.txt", 10});
  CHECK(holds(entry_page(site), "(2\u00a0fichiers)"));
}

TEST_CASE("where requests are taken, the page says where and how to ask") {
  Site site = sample_site();
  CHECK_FALSE(holds(entry_page(site), "api/requests"));
  site.base_url = "https://pcrs.example.org/lot";
  site.requests = Requests{false, {{"lossless", "public"}}};
  CHECK(holds(entry_page(site), "<code>https://pcrs.example.org/lot/api/requests</code>"));
  CHECK(holds(entry_page(site), "les dalles sans perte. "));
  CHECK(holds(entry_page(site), "&quot;dalles&quot;:[&quot;0580-6375&quot;]"));
  site.requests = Requests{true, {{"lossless", "token"}, {"ortho", "public"}}};
  CHECK(holds(entry_page(site),
              "les dalles sans perte (avec un jeton) et les millésimes qui ne sont pas en ligne"));
  CHECK(holds(entry_page(site), "curl -u :JETON"));
}

TEST_CASE("an empty site says so") {
  Site site = sample_site();
  site.dalles.clear();
  CHECK(holds(entry_page(site), "Aucune dalle"));
}
