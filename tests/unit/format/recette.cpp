// SPDX-License-Identifier: Apache-2.0
#include "format/recette.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "format/french.hpp"
#include "format/recette_map.hpp"
#include "format/recette_model.hpp"

using namespace pcrs;
using namespace pcrs::format;

namespace {

constexpr std::array rules{
    Rule{"pixels.white", 0.02, "share", Severity::warning, "White.", "Zones blanches", "C'est blanc & vide.",
         "Expliquer."},
    Rule{"crs.other", 0.001, "m", Severity::error, "Other.", "Mauvais système", "Ailleurs.",
         "Livrer de nouveau."},
    Rule{"crs.spelling", 0, "", Severity::note, "Spelling.", "Mal libellé", "Corrigé ici.", ""},
    Rule{"lot.missing", 0, "", Severity::error, "Missing.", "Dalle manquante", "Non livrée.",
         "Livrer cette dalle."},
};

chantier::Chantier small() {
  chantier::Chantier chantier;
  chantier.name = "Essai <Lot> & Cie";
  chantier.crs = "EPSG:2154";
  chantier.millesime = 2025;
  chantier.tolerances["pixels.white"] = 0.05;
  return chantier;
}

catalog::DeliveredFile ortho(const std::string& path, const std::string& key, double west, double north) {
  catalog::DeliveredFile file;
  file.path = path;
  file.role = catalog::FileRole::ortho;
  file.size_bytes = 1'500'000;
  file.sha256 = std::string(64, 'a');
  file.dalle = key;
  file.facts = {{"bounds_m", {west, north - 200, west + 200, north}},
                {"thumbnail", "QUJD"},
                {"national", {{"focale", 100}}}};
  return file;
}

std::vector<ExpectedDalle> due() {
  return {{"a", {0, 200, 200, 400}},
          {"b", {200, 200, 400, 400}},
          {"c", {400, 200, 600, 400}},
          {"d", {0, 0, 200, 200}},
          {"e", {200, 0, 400, 200}}};
}

// a good, b white, c in another CRS (so it lies nowhere), d missing, e accepted from another delivery.
catalog::Delivery delivery() {
  catalog::Delivery made;
  made.id = "2026-11-L1";
  made.roots = {"/media/disk1"};
  made.received_at = "2026-11-23T04:27:10Z";
  made.lot = "nord";
  made.files = {ortho("ortho/a.tif", "a", 0, 400), ortho("ortho/b.tif", "b", 200, 400),
                ortho("ortho/c.tif", "c", 0, 0)};
  made.files[2].facts.erase("bounds_m");
  made.files.push_back({0, "doc/plan.pdf", catalog::FileRole::document, 2000, 0, "", "", {}});
  made.findings = {{"/media/disk1/ortho/a.tif", "crs.spelling", "is spelt oddly", Severity::note, "a"},
                   {"ortho/b.tif", "pixels.white", "12 % of the pixels are white", Severity::warning, "b"},
                   {"ortho/c.tif", "crs.other", "is in \"CC46\"; not Lambert-93", Severity::error, "c"},
                   {"=d.tif", "lot.missing", "was not delivered", Severity::error, "d"}};
  return made;
}

std::size_t times(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

bool has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("dalles get their state from findings, decisions and the dallage") {
  auto made = delivery();
  auto model = recette_model(made, due(), rules);
  REQUIRE(model.dalles.size() == 5);
  std::string states;
  for (const auto& dalle : model.dalles) states += dalle.key + ":" + words_of(dalle.state).css + " ";
  CHECK(states == "a:accepted b:reserved c:rejected d:missing e:earlier ");
  CHECK(model.dalles[2].bounds_m ==
        std::array<double, 4>{400, 200, 600, 400});  // by its name: it has no bounds
  CHECK(model.orthos == 3);
  CHECK(model.ortho_bytes == 4'500'000);
  CHECK(model.all_bytes == 4'502'000);
  CHECK(model.rules.front().worst == Severity::error);
  CHECK(model.rules.back().id == "crs.spelling");

  made.decisions = {
      {"ortho/b.tif", catalog::Verdict::accepted, "Mme Roux", "2026-11-24T08:00:00Z", "toit blanc"}};
  model = recette_model(made, due(), rules);
  CHECK(model.dalles[1].state == DalleState::accepted);
  CHECK(model.dalles[1].decision->why == "toit blanc");
}

TEST_CASE("the page says in French what happened and what is asked") {
  const auto made = delivery();
  const std::string page = recette_html(small(), made, due(), rules);
  CHECK(has(page, "<html lang=\"fr\">"));
  CHECK(has(page, "Reçue le</dt><dd>23 novembre 2026 à 04\u00a0h\u00a027 (UTC)"));
  CHECK(has(page, "Essai &lt;Lot&gt; &amp; Cie"));
  CHECK(has(page, "C&#39;est blanc &amp; vide."));
  CHECK(has(page, "<strong>1</strong> est manquante"));
  CHECK(has(page, "livrer 2\u00a0dalles, de nouveau ou pour la première fois."));
  CHECK(has(page, "5\u00a0% (propre au chantier)"));
  CHECK(has(page, "Date de la prise de vue"));
  CHECK_FALSE(has(page, "Focale de la caméra"));
  CHECK(has(page, "Aucune à ce jour"));
  CHECK(times(page, "QUJD") == 3);  // each picture once, for map and table
  CHECK(times(page, "<tr id=\"d") == 5);
}

TEST_CASE("the page stands alone: no request, no script, no place of ours") {
  const std::string page = recette_html(small(), delivery(), due(), rules);
  for (const char* outside : {"http:", "https:", "<script", "src=", "@import", "<link", "/media"})
    CHECK_FALSE(has(page, outside));
}

TEST_CASE("every link in the page leads somewhere, and identifiers are there once") {
  const std::string page = recette_html(small(), delivery(), due(), rules);
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
    const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    CHECK(times(page, " id=\"" + id + "\"") == 1);
  }
}

TEST_CASE("an empty delivery and one without faults are told too") {
  catalog::Delivery empty;
  CHECK(has(recette_html(small(), empty, {}, rules), "ne contient aucune orthophoto"));
  auto good = delivery();
  good.files.resize(1);
  good.findings.clear();
  const std::string page = recette_html(small(), good, {due()[0]}, rules);
  CHECK(has(page, "Rien n'est demandé au prestataire."));
  CHECK(has(page, "tous les contrôles sont satisfaits"));
}

TEST_CASE("a thousand dalles carry pictures only where one must look") {
  catalog::Delivery large;
  for (int i = 0; i < 1000; ++i)
    large.files.push_back(ortho("o/" + std::to_string(i), "k" + std::to_string(i), i * 200, 200));
  large.findings = {{"o/7", "pixels.white", "white", Severity::warning, "k7"}};
  const std::string page = recette_html(small(), large, {}, rules);
  CHECK(times(page, "QUJD") == 1);
  CHECK(times(page, "<tr id=\"d") == 1000);
}

TEST_CASE("the table opens in a French spreadsheet and runs no formula") {
  const std::string csv = recette_csv(delivery(), rules);
  CHECK(csv.starts_with("\xef\xbb\xbf\"Fichier\";\"Dalle\";"));
  CHECK(times(csv, "\r\n") == 5);
  CHECK(has(csv, "\"ortho/a.tif\";\"a\";\"note\";\"crs.spelling\""));
  CHECK(has(csv, "\"is in \"\"CC46\"\"; not Lambert-93\""));
  CHECK(has(csv, "\"'=d.tif\""));
}

TEST_CASE("equal input gives equal bytes") {
  const auto made = delivery();
  const Recette one = make_recette(small(), made, due(), rules),
                two = make_recette(small(), made, due(), rules);
  CHECK(one.html == two.html);
  CHECK(one.csv == two.csv);
  CHECK(one.geopackage == two.geopackage);
  CHECK(one.geopackage.starts_with("SQLite format 3"));
  for (const char* word : {"constats", "dalles", "Dalle manquante", "crs.other"})
    CHECK(has(one.geopackage, word));
}

TEST_CASE("figures and dates as French readers expect them") {
  CHECK(french_number(5517) == "5\u202f517");
  CHECK(french_number(0.5, 1) == "0,5");
  CHECK(french_bytes(1'234'000'000) == "1,2\u00a0Go");
  CHECK(french_bytes(12) == "12\u00a0octets");
  CHECK(french_time("2026-08-01T10:05:00Z") == "1er août 2026 à 10\u00a0h\u00a005 (UTC)");
  CHECK(french_time("2026-12-31") == "31 décembre 2026");
  CHECK(french_time("hier") == "hier");
  CHECK(french_count(0, "dalle", "dalles") == "0\u00a0dalle");
}
