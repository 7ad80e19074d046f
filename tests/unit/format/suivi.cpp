// SPDX-License-Identifier: Apache-2.0
#include "format/suivi.hpp"

#include <catch2/catch.hpp>

#include "format/national.hpp"
#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;

namespace {

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

chantier::Suivi sample_suivi() {
  chantier::Suivi suivi;
  suivi.regime = "production";
  suivi.perimetres = {"departement:46"};
  suivi.livrable = {{"diffusion", "none"}, {"focale", 120}};
  suivi.acteurs = Json::array({{{"siren", 444608442}, {"nom", "Enedis"}, {"role", "financeur"}}});
  suivi.etapes = Json::array({{{"statut", "investigation"}, {"date_debut", "2024-01-01"}},
                              {{"statut", "controle_en_cours"}, {"date_debut", "2025-06-01"}},
                              {{"statut", "disponible"}, {"date_debut", "2026-01-01"}}});
  suivi.subventions =
      Json::array({{{"nom", "Europe"}, {"nature", "feder"}}, {{"nom", "b"}, {"nature", "feder"}}});
  return suivi;
}

}  // namespace

TEST_CASE("the record of the project has the keys of the portal, in their order") {
  Site site = sample_site();
  site.base_url = "https://pcrs.example.org/lot";
  const chantier::Suivi suivi = sample_suivi();
  const Json record = project_record({site, suivi, 2025, 3, ""});
  CHECK(keys_of(record) == std::vector<std::string>{"nom", "regime", "nature", "livrables", "acteurs",
                                                    "perimetres", "etapes", "subventions"});
  CHECK(record["nature"] == "raster");
  const Json& livrable = record["livrables"][0];
  CHECK(keys_of(livrable) == std::vector<std::string>{"nom", "nature", "licence", "diffusion", "focale",
                                                      "avancement", "stockage", "stockage_params"});
  CHECK(livrable["avancement"] == 66.6);  // 2 of 3, never rounded up
  CHECK(livrable["stockage_params"] == Json{{"url", "https://pcrs.example.org/lot/dalles/2025/"}});
}

TEST_CASE("a storage is named only where the scanner can reach it") {
  Site site = sample_site();
  const chantier::Suivi suivi = sample_suivi();
  CHECK_FALSE(project_record({site, suivi, 2025, 3, ""})["livrables"][0].contains("stockage"));
  site.base_url = "https://pcrs.example.org/lot";
  site.products["ortho"].access = "token";
  CHECK_FALSE(project_record({site, suivi, 2025, 3, ""})["livrables"][0].contains("stockage"));
  site.vectors = {{"livraison/pcrs.gml", 10}};
  CHECK(project_record({site, suivi, 2025, 3, ""})["nature"] == "mixte");
}

TEST_CASE("the export of deliverables: required properties, the step under way, the envelope") {
  const Site site = sample_site();
  const chantier::Suivi suivi = sample_suivi();
  const Json made = livrables_geojson({site, suivi, 2025, 3, "64ab"}, "2025-12-31");
  REQUIRE(made["features"].size() == 1);
  const Json& properties = made["features"][0]["properties"];
  CHECK(keys_of(properties) == std::vector<std::string>{"initiative", "dateActualite", "calendrier", "format",
                                                        "compression", "epsg", "taille", "recouvr_lat",
                                                        "recouvr_lon", "focale", "licence", "subventions",
                                                        "acteurs", "diffusionUrl", "diffusionLayer"});
  CHECK(properties["initiative"] == "64ab");
  CHECK(properties["calendrier"] == "02");
  CHECK(properties["dateActualite"] == "2025-06-01");
  CHECK(properties["taille"] == 2 * 183200000);
  CHECK(properties["subventions"] == Json::array({"feder"}));
  CHECK(properties["recouvr_lat"].is_null());
  CHECK(made["features"][0]["geometry"]["coordinates"][0].size() == 5);
  CHECK(livrables_geojson({site, suivi, 2025, 3, ""},
                          "2023-01-01")["features"][0]["properties"]["calendrier"] == "03");
  CHECK(livrables_geojson({site, suivi, 2024, 3, ""}, "2025-12-31")["features"].empty());
}

TEST_CASE("the export of dalles has exactly the national properties, of one millésime") {
  const Site site = sample_site();
  const Json made = parse_json(national_export(site, 2025), "export");
  REQUIRE(made["features"].size() == 2);
  auto expected = national_keys();
  expected.pop_back();  // url
  CHECK(keys_of(made["features"][0]["properties"]) == expected);
}
