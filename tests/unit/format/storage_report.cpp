// SPDX-License-Identifier: Apache-2.0
#include "format/storage_report.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;
using namespace pcrs::format;

namespace {

chantier::Chantier small() {
  chantier::Chantier chantier;
  chantier.name = "Essai <Lot> & Cie";
  chantier.policy.copies = 2;
  return chantier;
}

}  // namespace

TEST_CASE("the storage report says what is kept, what breaks the policy and what to do, in French") {
  StorageReport report;
  report.at = "2026-11-25T02:17:00Z";
  report.dalles = 5500;
  report.conforming = 5498;
  report.places = {{"nas", "/mnt/nas", false, 5500, 3'000'000'000'000, 2, "2026-11-24T02:17:00Z", ""}};
  report.violations = {{"policy.damaged",
                        "nas",
                        false,
                        2,
                        "0579-6375 (2025, r1)",
                        "2026-11-24T02:17:00Z",
                        {"0579-6375 (2025, r1)", "0580-6375 (2025, r1)"}}};
  const std::string html = storage_html(small(), report);
  CHECK_THAT(html, Catch::Contains("<html lang=\"fr\">") && Catch::Contains("Essai &lt;Lot&gt; &amp; Cie"));
  CHECK_THAT(html, Catch::Contains("<caption>") && Catch::Contains("<th scope=\"row\">NAS</th>"));
  CHECK_THAT(html, Catch::Contains("Copies perdues ou abîmées") && Catch::Contains("pcrs-archive repair"));
  CHECK_THAT(html, Catch::Contains("0580-6375 (2025, r1)") && Catch::Contains("jamais"));
  CHECK_THAT(html, !Catch::Contains("<script") && !Catch::Contains("http"));
}

TEST_CASE("a storage report without a violation asks for nothing") {
  StorageReport report;
  report.at = "2026-11-25T02:17:00Z";
  report.dalles = report.conforming = 1;
  const std::string html = storage_html(small(), report);
  CHECK_THAT(html, Catch::Contains("Il n'y a rien à faire") && Catch::Contains("Aucun"));
}

TEST_CASE("a storage report tells deliveries that wait, and that it is of some dalles only") {
  StorageReport report;
  report.at = "2026-11-25T02:17:00Z";
  report.deliveries = {{"bloc-1", "2026-11-24T02:17:00Z", false, 4, {}}};
  CHECK_THAT(storage_html(small(), report), Catch::Contains("livraison n'est pas encore archivée") &&
                                                Catch::Contains("rien d'autre à faire"));
  report.deliveries[0].archived = true;
  CHECK_THAT(storage_html(small(), report), !Catch::Contains("pas encore archivée"));
  report.only = {"0579-6375"};
  CHECK_THAT(storage_html(small(), report),
             Catch::Contains("Page partielle") && Catch::Contains("0579-6375"));
}
