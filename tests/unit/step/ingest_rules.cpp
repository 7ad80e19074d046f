// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_rules.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

using namespace pcrs::step::ingest;

namespace {

// As people write it: 0.0001, not 1e-04.
std::string plain_number(double value) {
  const std::string text = pcrs::number_text(value);
  return text.find('e') == std::string::npos ? text : pcrs::fixed_text(value, 4);
}

}  // namespace

TEST_CASE("ids are unique, and every rule explains itself in both languages") {
  std::set<std::string_view> ids;
  for (const pcrs::Rule& rule : all_rules()) {
    CHECK(ids.insert(rule.id).second);
    CHECK_FALSE(rule.about.empty());
    CHECK_FALSE(rule.title_fr.empty());
    CHECK_FALSE(rule.meaning_fr.empty());
  }
}

TEST_CASE("the manual page has every rule with its severity, its tolerance and its sentence") {
  // Beside the executable is the only place that every way of building has: build/bin/.
  const auto page =
      std::filesystem::canonical("/proc/self/exe").parent_path() / "../../tools/ingest/pcrs-ingest.1";
  const std::string text = pcrs::store::read_file(page);
  for (const pcrs::Rule& rule : all_rules()) {
    const std::string number =
        rule.unit.empty() ? "" : ", " + plain_number(rule.tolerance) + " " + std::string(rule.unit);
    const std::string entry = ".BR " + std::string(rule.id) + " \"(" + severity_text(rule.severity) + number +
                              ")\"\n" + std::string(rule.about) + "\n";
    INFO(entry);
    CHECK(pcrs::replace_all(text, " \" (", " \"(").find(entry) != std::string::npos);
  }
}

TEST_CASE("a tolerance of the chantier overrides the default; an unknown one is refused with its line") {
  CHECK(tolerance_of("seam.step", {}) == 8);
  CHECK(tolerance_of("seam.step", {{"seam.step", 3}}) == 3);
  CHECK_THROWS_AS(tolerance_of("seam.stop", {}), pcrs::Error);
  pcrs::chantier::Chantier chantier;
  chantier.file = "c.toml";
  chantier.tolerances = {{"seam.step", 3}, {"pixels.white", 0.1}};
  CHECK_NOTHROW(check_tolerances(chantier));
  chantier.tolerances = {{"manifest.missing", 1}};  // yes or no: there is no number to set
  CHECK_THROWS_AS(check_tolerances(chantier), pcrs::Error);
}
