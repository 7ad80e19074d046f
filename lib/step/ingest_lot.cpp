// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_lot.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "grid/crs.hpp"
#include "grid/dallage.hpp"
#include "grid/name_pattern.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  const std::int64_t rest = ((value % step) + step) % step;
  return value - rest;
}

}  // namespace

grid::GridSpec delivered_grid(const chantier::Chantier& chantier) {
  const std::int64_t side = chantier.source_side_m > 0 ? chantier.source_side_m : chantier.dalle_side_m;
  return {chantier.crs, side, chantier.gsd_m};
}

Territory::Territory(const chantier::Chantier& chantier)
    : m_chantier(chantier),
      m_production{chantier.crs, chantier.dalle_side_m, chantier.gsd_m},
      m_grid(delivered_grid(chantier)) {
  grid::check_projected(chantier.crs, chantier.where("grid.crs"));
  const grid::Dallage touched = told_at(chantier.where("footprint.file"), [&] {
    return grid::dallage_of(grid::read_footprint(chantier.footprint, chantier.crs), m_grid);
  });
  for (const grid::DallageCell& cell : touched) m_inside[cell.key] = cell.inside;
  if (chantier.dallage) {
    const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
    const grid::Dallage contractual = told_at(chantier.where("footprint.dallage"), [&] {
      return grid::read_dallage(*chantier.dallage, chantier.dallage_field, m_production, pattern);
    });
    for (const grid::DallageCell& cell : contractual) m_cells.insert(cell.key);
  } else {
    for (const auto& [key, inside] : m_inside) m_cells.insert(cell_of(key));
  }
}

// The dalle of the chantier that holds a delivered one.
grid::DalleKey Territory::cell_of(const grid::DalleKey& delivered) const {
  const std::int64_t side = m_production.dalle_side_m;
  return {floor_to(delivered.west_m, side), -floor_to(-delivered.north_m, side)};
}

double Territory::inside_share(const grid::DalleKey& delivered) const {
  const auto found = m_inside.find(delivered);
  return found == m_inside.end() ? 0 : found->second;
}

bool Territory::in_dallage(const grid::DalleKey& delivered) const {
  return m_cells.count(cell_of(delivered)) > 0;
}

std::vector<grid::DalleKey> Territory::due(const std::optional<std::set<grid::DalleKey>>& lot) const {
  std::vector<grid::DalleKey> keys;
  const bool same_grid = m_grid.dalle_side_m == m_production.dalle_side_m;
  // A contractual dallage may hold dalles beyond the footprint; cut smaller, only what the footprint touches
  // is due.
  if (same_grid) {
    keys.assign(m_cells.begin(), m_cells.end());
  } else {
    for (const auto& [key, inside] : m_inside)
      if (in_dallage(key)) keys.push_back(key);
  }
  if (lot) std::erase_if(keys, [&](const grid::DalleKey& key) { return lot->count(key) == 0; });
  std::sort(keys.begin(), keys.end(), grid::reads_before);
  return keys;
}

void Territory::add_cell(std::set<grid::DalleKey>& keys, const grid::DalleKey& cell) const {
  for (std::int64_t x = 0; x < m_production.dalle_side_m; x += m_grid.dalle_side_m)
    for (std::int64_t y = 0; y < m_production.dalle_side_m; y += m_grid.dalle_side_m)
      keys.insert({cell.west_m + x, cell.north_m - y});
}

void Territory::add_word(std::set<grid::DalleKey>& keys, const std::string& word,
                         const std::string& where) const {
  const grid::NamePattern pattern(m_chantier.name_pattern, m_chantier.where("grid.name_pattern"));
  if (const auto cell = grid::dalle_of_word(word, m_production, pattern)) return add_cell(keys, *cell);
  for (const std::string& text : m_chantier.source_patterns)
    if (const auto key = grid::dalle_of_word(word, m_grid, grid::NamePattern(text))) {
      keys.insert(*key);
      return;
    }
  throw_usage(where, "\"" + word +
                         "\" is no dalle of this chantier, no file and no [[lots]] id; give keys like " +
                         key_text({floor_to(578000, m_production.dalle_side_m),
                                   floor_to(6375000, m_production.dalle_side_m)},
                                  m_production));
}

std::set<grid::DalleKey> Territory::read_lot(const std::string& text) const {
  const auto known = std::find_if(m_chantier.lots.begin(), m_chantier.lots.end(),
                                  [&](const chantier::Lot& lot) { return lot.id == text; });
  std::set<grid::DalleKey> keys;
  std::vector<std::string> words;
  std::optional<fs::path> file;
  std::string where;
  std::error_code error;
  if (known != m_chantier.lots.end()) {
    words = known->dalles;
    file = known->dallage;
    const auto number = std::to_string(known - m_chantier.lots.begin() + 1);
    where = m_chantier.where("lots[" + number + "].dallage");
  } else if (fs::is_regular_file(text, error)) {
    file = text;
  } else {
    words = split(text, ',');
  }
  if (file) {
    const grid::NamePattern pattern(m_chantier.name_pattern, m_chantier.where("grid.name_pattern"));
    const grid::Dallage lot = told_at(
        where, [&] { return grid::read_dallage(*file, m_chantier.dallage_field, m_production, pattern); });
    for (const grid::DallageCell& cell : lot) add_cell(keys, cell.key);
  }
  for (const std::string& word : words)
    if (!trim(word).empty()) add_word(keys, std::string(trim(word)), "--lot " + text);
  if (keys.empty()) throw_usage("--lot " + text, "names no dalle");
  return keys;
}

std::string Territory::expected_name(const grid::DalleKey& delivered) const {
  if (m_grid.dalle_side_m == m_production.dalle_side_m)
    return grid::NamePattern(m_chantier.name_pattern)
        .format(delivered, m_chantier.millesime, m_chantier.code);
  if (m_chantier.source_patterns.empty()) return key_text(delivered, m_grid);
  return grid::NamePattern(m_chantier.source_patterns.front())
      .format(delivered, m_chantier.millesime, m_chantier.code);
}

namespace {

void judge_places(const Territory& territory, const std::optional<std::set<grid::DalleKey>>& lot,
                  const std::vector<Delivered>& delivered, std::vector<Finding>& findings) {
  for (const Delivered& file : delivered) {
    const std::string key = key_text(file.key, territory.grid());
    if (!territory.in_dallage(file.key)) {
      findings.push_back({file.path, "dallage.outside",
                          "dalle " + key + " is not in the dallage of the chantier", Severity::warning, key});
    } else if (lot && lot->count(file.key) == 0) {
      findings.push_back(
          {file.path, "lot.outside", "dalle " + key + " is not in the declared lot", Severity::warning, key});
    }
  }
}

}  // namespace

std::vector<Finding> judge_completeness(const Territory& territory,
                                        const std::optional<std::set<grid::DalleKey>>& lot,
                                        const std::vector<Delivered>& delivered,
                                        const std::set<grid::DalleKey>& accepted_elsewhere) {
  std::vector<Finding> findings;
  judge_places(territory, lot, delivered, findings);
  if (!lot) {
    findings.push_back({".",
                        "lot.undeclared",
                        "no lot is declared: whether dalles are missing is not judged; declare it with --lot",
                        Severity::note,
                        {}});
    return findings;
  }
  for (const grid::DalleKey& key : *lot) {
    if (territory.in_dallage(key)) continue;
    const std::string text = key_text(key, territory.grid());
    findings.push_back({text, "lot.unknown", "the declared lot names this dalle, which is not in the dallage",
                        Severity::warning, text});
  }
  std::set<grid::DalleKey> here;
  for (const Delivered& file : delivered) here.insert(file.key);
  for (const grid::DalleKey& key : territory.due(lot)) {
    if (here.count(key) > 0 || accepted_elsewhere.count(key) > 0) continue;
    findings.push_back({territory.expected_name(key), "lot.missing",
                        "this dalle of the declared lot was not delivered", Severity::error,
                        key_text(key, territory.grid())});
  }
  return findings;
}

}  // namespace pcrs::step::ingest
