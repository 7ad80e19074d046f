// SPDX-License-Identifier: Apache-2.0
#include "step/archive_context.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "catalog/pruned.hpp"
#include "remote/remote_place.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

fs::path reachable_catalog(const chantier::Chantier& chantier) {
  catalog::require_catalog(chantier.catalog / chantier.id);
  return chantier.catalog;
}

class LimitedSource : public ByteSource {
 public:
  LimitedSource(std::unique_ptr<ByteSource> source, std::shared_ptr<remote::RateLimit> rate)
      : m_source(std::move(source)), m_rate(std::move(rate)) {}
  std::uint64_t size() const override { return m_source->size(); }
  std::string name() const override { return m_source->name(); }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override {
    const std::size_t got = m_source->read_at(offset, into);
    if (!m_rate->take(got)) interrupt::check();
    return got;
  }

 private:
  const std::unique_ptr<ByteSource> m_source;
  const std::shared_ptr<remote::RateLimit> m_rate;
};

}  // namespace

grid::GridSpec grid_of(const chantier::Chantier& chantier) {
  return {chantier.crs, chantier.dalle_side_m, chantier.gsd_m};
}

std::optional<chantier::Storage> storage_of(const chantier::Chantier& chantier, const std::string& tier) {
  if (tier == "work") return chantier::Storage{chantier.work, {}};
  if (tier == "catalog") return chantier::Storage{chantier.catalog / chantier.id, {}};
  if (tier == "intermediate") return chantier.intermediate;
  if (tier == "nas") return chantier.nas;
  if (tier == "hot") return chantier::Storage{chantier.hot, {}};
  return std::nullopt;
}

void report_offline(const std::string& name, const Tier& tier, Reporter& reporter, Summary& summary) {
  if (tier.refused) {
    ++summary.rejected;
    return reporter.finding({name, "place.refused", tier.offline, Severity::error});
  }
  ++summary.busy;
  reporter.finding({name, "place.offline", tier.offline, Severity::warning});
}

bool holds(Tier& tier, const catalog::Product& product) {
  const catalog::Copy* copy = product.copy_in(tier.place->name());
  if (copy == nullptr) return false;
  const auto info = tier.look(copy->key);
  return info && difference(*info, product, *copy).empty();
}

std::string difference(const store::ObjectInfo& info, const catalog::Product& product,
                       const catalog::Copy& copy) {
  if (info.size_bytes != product.size_bytes)
    return "has " + std::to_string(info.size_bytes) + " bytes, the record says " +
           std::to_string(product.size_bytes);
  const std::string known = copy.extra.is_object() ? copy.extra.value("etag", "") : std::string();
  // Over S3 an object of parts has another ETag than over Swift: a change of the place's URL is no damage.
  // Where Swift's S3 does not know it, it says `-N`.
  const auto in_parts = [](const std::string& etag) {
    return etag.find('-') != std::string::npos && !etag.ends_with("-N");
  };
  if (known.empty() || info.etag.empty() || in_parts(known) != in_parts(info.etag) || known == info.etag)
    return {};
  return "has ETag " + info.etag + ", the record says " + known + ": it was replaced";
}

std::optional<store::ObjectInfo> Tier::look(const std::string& key) {
  const auto found = listed.find(key);
  return found == listed.end() ? place->stat(key) : std::optional(found->second);
}

catalog::Product slim(const catalog::Product& product) {
  catalog::Product slim;
  slim.kind = product.kind;
  slim.name = product.name;
  slim.size_bytes = product.size_bytes;
  slim.sha256 = product.sha256;
  slim.copies = product.copies;
  if (product.extra.is_object() && product.extra.contains("pruned"))
    slim.extra = {{"pruned", product.extra["pruned"]}};
  return slim;
}

void note_pruned(const catalog::Record& record, Reporter& reporter) {
  const catalog::Product* product = record.product("lossless");
  if (product == nullptr) return;
  for (const catalog::Pruned& pruned : catalog::pruned_of(*product))
    reporter.note(1, record.dalle + ": revision " + std::to_string(record.revision) + " in " +
                         pruned.copy.place + (pruned.at.empty() ? " " : " was ") + catalog::words(pruned));
}

void rethrow_interrupt(const Error& error) {
  if (interrupt::signal_number() != 0) throw Error(error);
}

Context::Context(const fs::path& chantier_file, std::optional<int> millesime, store::WriteMode mode,
                 const TierOptions& tiers)
    : m_chantier(chantier::load(chantier_file)),
      m_millesime(millesime.value_or(m_chantier.millesime)),
      m_mode(mode),
      m_pattern(m_chantier.name_pattern, m_chantier.where("grid.name_pattern")),
      m_catalog(reachable_catalog(m_chantier), m_chantier.id, grid_of(m_chantier), mode),
      m_rate(std::make_shared<remote::RateLimit>(tiers.limit_bytes_s)) {
  // All are opened now: later the list is read by many threads.
  if (!tiers.open) return;
  for (const char* name : {"work", "intermediate", "nas", "hot"})
    if (const auto at = storage_of(m_chantier, name)) open_tier(name, *at);
}

std::unique_ptr<store::Place> open_place(const std::string& name, const chantier::Storage& at,
                                         store::WriteMode mode, std::shared_ptr<remote::RateLimit> rate) {
  return at.url ? remote::open_remote_place(name, *at.url, {mode, std::move(rate)})
                : store::open_folder_place(name, at.folder, mode);
}

void Context::open_tier(const std::string& name, const chantier::Storage& at) {
  Tier tier;
  tier.remote = at.url.has_value();
  tier.place = open_place(name, at, m_mode, m_rate);
  try {
    tier.place->check_online();
  } catch (const Error& error) {
    rethrow_interrupt(error);
    tier.offline = tier.remote ? error.what() : error.message();
    tier.refused = tier.remote && error.kind() == ErrorKind::failed;
  }
  m_tiers.emplace_back(name, std::move(tier));
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

std::vector<std::string> Context::cheapest_first(std::vector<std::string> names) {
  std::stable_partition(names.begin(), names.end(), [&](const std::string& name) {
    const Tier* const known = tier(name);
    return known != nullptr && !known->remote;
  });
  return names;
}

void Context::list_remote_tiers(std::optional<int> millesime) {
  const std::string prefix =
      m_chantier.id + "/lossless/" + (millesime ? std::to_string(*millesime) + "/" : "");
  for (auto& [name, tier] : m_tiers) {
    if (!tier.remote || !tier.online()) continue;
    try {
      tier.place->list(prefix,
                       [&, into = &tier.listed](const store::ObjectInfo& info) { (*into)[info.key] = info; });
    } catch (const Error& error) {
      rethrow_interrupt(error);
      tier.listed.clear();
    }
  }
}

void Context::forget_lists() {
  for (auto& [name, tier] : m_tiers) tier.listed.clear();
}

unsigned Context::jobs_for(unsigned asked) const {
  constexpr unsigned least = 4;
  const bool remote =
      std::any_of(m_tiers.begin(), m_tiers.end(), [](const auto& named) { return named.second.remote; });
  return asked == 0 && remote ? std::max(least, effective_jobs(0)) : asked;
}

std::optional<grid::DalleKey> Context::dalle_of(const std::string& key) const {
  return grid::dalle_of_word(key, m_catalog.grid(), m_pattern);
}

std::unique_ptr<ByteSource> Context::limited(std::unique_ptr<ByteSource> source, bool remote) const {
  if (remote) return source;
  return std::make_unique<LimitedSource>(std::move(source), m_rate);
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
    grid::require_year(word, m_catalog.grid(), m_pattern, m_millesime);
    if (std::find(keys.begin(), keys.end(), *key) == keys.end()) keys.push_back(*key);
  }
  for (const grid::DalleKey& key : keys)
    if (const auto record = load_or_report(key, report)) each(*record);
}

void Context::each_newest(const Selection& selection, Reporter& reporter, Summary& summary,
                          const std::function<void(const catalog::Record&)>& each) {
  if (!selection.dalles.empty()) return each_record(selection.dalles, reporter, summary, each);
  const auto report = [&](const Finding& finding) {
    ++summary.rejected;
    reporter.finding(finding);
  };
  const std::vector<int> years =
      selection.millesime ? std::vector<int>{*selection.millesime} : m_catalog.millesimes();
  for (const int year : years) m_catalog.each_latest(year, each, report);
}

void Context::each_revision(const Selection& selection, Reporter& reporter, Summary& summary,
                            const std::function<void(const catalog::Record&)>& each) {
  const auto report = [&](const Finding& finding) {
    ++summary.rejected;
    reporter.finding(finding);
  };
  const auto expand = [&](const catalog::Record& newest) {
    for (int revision = 1; revision < newest.revision; ++revision) try {
        if (const auto record = m_catalog.load(newest.key, newest.millesime, revision)) each(*record);
      } catch (const Error& error) {
        rethrow_interrupt(error);
        report({error.where(), "record.unreadable", error.message(), Severity::error, newest.dalle});
      }
    each(newest);
  };
  each_newest(selection, reporter, summary, expand);
}

std::vector<std::string> Context::asked_tiers(const std::optional<std::string>& name, Reporter& reporter,
                                              Summary& summary) {
  std::vector<std::string> names = archive_tiers();
  if (name) {
    if (std::find(names.begin(), names.end(), *name) == names.end())
      throw_usage("--place " + *name,
                  "is no archive place of this chantier: intermediate, or nas "
                  "where the chantier file has one");
    names = {*name};
  }
  std::erase_if(names, [&](const std::string& each) {
    Tier& known = *tier(each);
    if (!known.online()) report_offline(each, known, reporter, summary);
    return !known.online();
  });
  return names;
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
