// SPDX-License-Identifier: Apache-2.0
#include "step/archive_context.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

fs::path reachable_catalog(const chantier::Chantier& chantier) {
  catalog::require_catalog(chantier.catalog / chantier.id);
  return chantier.catalog;
}

}  // namespace

grid::GridSpec grid_of(const chantier::Chantier& chantier) {
  return {chantier.crs, chantier.dalle_side_m, chantier.gsd_m};
}

std::optional<fs::path> folder_of(const chantier::Chantier& chantier, const std::string& tier) {
  if (tier == "work") return chantier.work;
  if (tier == "catalog") return chantier.catalog / chantier.id;
  if (tier == "intermediate") return chantier.intermediate;
  if (tier == "nas") return chantier.nas;
  if (tier == "hot") return chantier.hot;
  return std::nullopt;
}

std::string location(store::Place& place, const std::string& key) {
  const auto path = place.local_path(key);
  return path ? path->string() : place.name() + ":" + key;
}

void report_offline(const std::string& name, const Tier& tier, Reporter& reporter, Summary& summary) {
  ++summary.busy;
  reporter.finding({name, "place.offline", tier.offline, Severity::warning});
}

bool holds(Tier& tier, const catalog::Product& product) {
  const catalog::Copy* copy = product.copy_in(tier.place->name());
  if (copy == nullptr) return false;
  const auto info = tier.place->stat(copy->key);
  return info && info->size_bytes == product.size_bytes;
}

catalog::Product slim(const catalog::Product& product) {
  catalog::Product slim;
  slim.kind = product.kind;
  slim.name = product.name;
  slim.size_bytes = product.size_bytes;
  slim.sha256 = product.sha256;
  slim.copies = product.copies;
  return slim;
}

void rethrow_interrupt(const Error& error) {
  if (interrupt::signal_number() != 0) throw Error(error);
}

Context::Context(const fs::path& chantier_file, std::optional<int> millesime, store::WriteMode mode)
    : m_chantier(chantier::load(chantier_file)),
      m_millesime(millesime.value_or(m_chantier.millesime)),
      m_mode(mode),
      m_pattern(m_chantier.name_pattern, m_chantier.where("grid.name_pattern")),
      m_catalog(reachable_catalog(m_chantier), m_chantier.id, grid_of(m_chantier), mode) {
  // All are opened now: later the list is read by many threads.
  for (const char* name : {"work", "intermediate", "nas", "hot"}) {
    const auto folder = folder_of(m_chantier, name);
    if (!folder) continue;
    Tier tier{store::open_folder_place(name, *folder, m_mode), {}};
    try {
      tier.place->check_online();
    } catch (const Error& error) {
      tier.offline = error.message();
    }
    m_tiers.emplace_back(name, std::move(tier));
  }
}

Tier* Context::tier(const std::string& name) {
  for (auto& [known, tier] : m_tiers)
    if (known == name) return &tier;
  return nullptr;
}

std::vector<std::string> Context::archive_tiers() const {
  std::vector<std::string> names{"intermediate"};
  if (m_chantier.nas) names.emplace_back("nas");
  return names;
}

void Context::each_record(const std::vector<std::string>& dalles, Reporter& reporter, Summary& summary,
                          const std::function<void(const catalog::Record&)>& each) {
  const auto report = [&](const Finding& finding) {
    ++summary.rejected;
    reporter.finding(finding);
  };
  if (dalles.empty()) return m_catalog.each_latest(m_millesime, each, report);
  std::vector<grid::DalleKey> keys;
  for (const std::string& word : dalles) {
    const auto key = grid::dalle_of_word(word, m_catalog.grid(), m_pattern);
    if (!key)
      throw_usage(word, "is no dalle of this chantier: give a key (" + key_text({579000, 6375000}) +
                            ") or a name by " + m_pattern.text());
    if (std::find(keys.begin(), keys.end(), *key) == keys.end()) keys.push_back(*key);
  }
  for (const grid::DalleKey& key : keys)
    if (const auto record = load_or_report(key, report)) each(*record);
}

std::optional<catalog::Record> Context::load_or_report(
    const grid::DalleKey& key, const std::function<void(const Finding&)>& report) const {
  try {
    if (auto record = m_catalog.latest(key, m_millesime)) return record;
    report({key_text(key), "record.missing",
            "has no record for " + std::to_string(m_millesime) + "; make the dalle with pcrs-tile first",
            Severity::error, key_text(key)});
  } catch (const Error& error) {
    rethrow_interrupt(error);
    report({error.where(), "record.unreadable", error.message(), Severity::error, key_text(key)});
  }
  return std::nullopt;
}

}  // namespace pcrs::step::archive
