// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <unordered_set>

#include "step/ingest_judge.hpp"
#include "step/ingest_rules.hpp"

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;

Ortho ortho_of(const Case& facts, const catalog::DeliveredFile& file, std::string name) {
  Ortho ortho;
  ortho.path = std::move(name);
  ortho.sha256 = file.sha256;
  ortho.key = file.dalle.empty() ? std::nullopt : grid::parse_key(file.dalle, facts.territory.grid());
  ortho.named = facts.sorter.name_parts(file.path, true).has_value();
  ortho.facts = file.facts;
  if (file.facts.contains("bounds_m"))
    ortho.bounds_m = file.facts.at("bounds_m").get<std::array<double, 4>>();
  return ortho;
}

std::vector<Ortho> orthos_here(const Case& facts, const catalog::Delivery& delivery) {
  std::unordered_set<std::string> faulty;
  for (const Finding& finding : delivery.findings)
    if (finding.severity == Severity::error) faulty.insert(finding.path);
  std::vector<Ortho> orthos;
  for (std::size_t i = 0; i < delivery.files.size(); ++i) {
    if (delivery.files[i].role != FileRole::ortho) continue;
    orthos.push_back(ortho_of(facts, delivery.files[i], facts.inventory.names[i]));
    orthos.back().sound = faulty.count(orthos.back().path) == 0;
  }
  return orthos;
}

std::vector<Ortho> orthos_before(const Case& facts) {
  std::vector<Ortho> orthos;
  for (const catalog::AcceptedOrtho& accepted : facts.elsewhere) {
    const auto& before = facts.earlier_deliveries;
    if (std::find(before.begin(), before.end(), accepted.delivery) == before.end()) continue;
    orthos.push_back(ortho_of(facts, accepted.file, accepted.file.path));
    orthos.back().delivery = accepted.delivery;
    orthos.back().sound = true;
  }
  return orthos;
}

// The delivered cells that an ortho covers whole, whatever its shape.
void add_covered(const Ortho& ortho, const std::vector<grid::DalleKey>& due, const grid::GridSpec& grid,
                 std::set<grid::DalleKey>& covered) {
  if (ortho.key) {
    covered.insert(*ortho.key);
    return;
  }
  if (!ortho.bounds_m) return;
  const auto& b = *ortho.bounds_m;
  const auto side = static_cast<double>(grid.dalle_side_m);
  for (const grid::DalleKey& key : due) {
    const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
    if (b[0] <= west + grid.gsd_m && b[2] >= west + side - grid.gsd_m && b[1] <= north - side + grid.gsd_m &&
        b[3] >= north - grid.gsd_m)
      covered.insert(key);
  }
}

std::vector<Finding> completeness(const Case& facts, const std::vector<Ortho>& orthos) {
  const auto due = facts.territory.due(facts.lot);
  std::vector<Delivered> delivered;
  std::set<grid::DalleKey> covered;
  for (const Ortho& ortho : orthos) {
    if (ortho.key) delivered.push_back({ortho.path, *ortho.key});
    add_covered(ortho, due, facts.territory.grid(), covered);
  }
  for (const catalog::AcceptedOrtho& accepted : facts.elsewhere)
    add_covered(ortho_of(facts, accepted.file, accepted.file.path), due, facts.territory.grid(), covered);
  return judge_completeness(facts.territory, facts.lot, delivered, covered);
}

}  // namespace

std::vector<Finding> judge_across(const Case& facts, const catalog::Delivery& delivery) {
  const std::vector<Ortho> orthos = orthos_here(facts, delivery);
  const std::vector<Ortho> before = orthos_before(facts);
  const auto tolerance = [&](const char* rule) { return tolerance_of(rule, facts.chantier.tolerances); };
  std::vector<Finding> findings;
  for (auto& part :
       {find_duplicates(orthos, before, facts.territory.grid()),
        find_overlaps(orthos, facts.chantier.gsd_m, tolerance("overlap.pixels"), tolerance("overlap.piece")),
        find_seams(orthos, before, facts.territory.grid(), {tolerance("seam.step"), tolerance("seam.break")}),
        completeness(facts, orthos)})
    findings.insert(findings.end(), part.begin(), part.end());
  return findings;
}

}  // namespace pcrs::step::ingest
