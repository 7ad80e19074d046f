// SPDX-License-Identifier: Apache-2.0
#include "step/compress_catalog.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/catalog.hpp"
#include "catalog/journal.hpp"
#include "grid/name_pattern.hpp"
#include "step/compress_make.hpp"
#include "store/stamp.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

namespace {

using catalog::Product;
using catalog::Record;
using store::stamp_of;

std::string status_text(Status status) {
  switch (status) {
    case Status::made:
      return "made";
    case Status::kept:
      return "kept";
    case Status::rejected:
      return "rejected";
    case Status::busy:
      return "busy";
    case Status::nothing:
      break;
  }
  return "nothing";
}

class CatalogRun {
 public:
  CatalogRun(const Options& options, const chantier::Chantier& chantier, const Encoding& encoding,
             Reporter& reporter)
      : m_options(options),
        m_chantier(chantier),
        m_reporter(reporter),
        m_grid{chantier.crs, chantier.dalle_side_m, chantier.gsd_m},
        m_pattern(chantier.name_pattern, chantier.where("grid.name_pattern")),
        m_catalog(chantier.catalog, chantier.id, m_grid, encoding.mode),
        m_journal(m_catalog.root(), "pcrs-compress", encoding.mode),
        m_encoding(encoding),
        m_maker(chantier, m_catalog, m_journal, m_encoding) {
    m_encoding.digest_source = true;
    const int side_px = m_grid.pixels_a_side();
    const Lanes lanes = lanes_for(encoding, effective_jobs(options.jobs), side_px, side_px);
    m_lanes = lanes.dalles;
    m_encoding.cog.jobs = lanes.jobs_a_dalle;
  }

  Summary run() {
    catalog::require_work(m_catalog, m_chantier.work);
    select();
    require_space();
    std::vector<Outcome> outcomes(m_keys.size());
    parallel_ordered(
        m_keys.size(), m_lanes, [&](std::size_t i) { outcomes[i] = make(m_keys[i]); },
        [&](std::size_t i) { deliver(m_keys[i], outcomes[i]); });
    watch_total();
    return m_summary;
  }

 private:
  bool dry_run() const { return m_encoding.mode == store::WriteMode::dry_run; }
  std::string text_of(const grid::DalleKey& key) const { return grid::key_text(key, m_grid); }

  // ---- which dalles

  void reject(const Finding& finding) {
    m_reporter.finding(finding);
    ++m_summary.rejected;
  }

  void select() {
    if (!m_options.inputs_given) {
      m_catalog.each_latest(
          m_chantier.millesime, [this](const Record& record) { m_keys.push_back(record.key); },
          [this](const Finding& finding) { reject(finding); });
      return;
    }
    std::set<grid::DalleKey> seen;  // a dalle named twice would find itself busy
    for (const std::string& word : m_options.inputs) {
      const auto key = grid::dalle_of_word(word, m_grid, m_pattern);
      if (!key)
        throw_usage(word, "is neither a key nor a name of a dalle; they look like " + m_pattern.text() +
                              "; image files need -o");
      grid::require_year(word, m_grid, m_pattern, m_chantier.millesime);
      if (!seen.insert(*key).second) continue;
      if (m_catalog.latest(*key, m_chantier.millesime))
        m_keys.push_back(*key);
      else
        reject({word, "dalle.unknown", "is not in the catalog of " + m_chantier.id + "; pcrs-tile makes it",
                Severity::error, text_of(*key)});
    }
  }

  // ---- what is to be made

  // Size and date of the file are what is trusted; a published copy is publish's to watch.
  bool stands(const Record& record, const Json& parameters) const {
    if (!made_so(record, parameters)) return false;
    if (m_options.overwrite) return false;
    const Product& cog = *record.product("cog");
    if (cog.copy_in("hot")) return true;
    const catalog::Copy* const copy = cog.copy_in("work");
    if (!copy) return false;
    const auto stamp = stamp_of(m_chantier.work / copy->key);
    return stamp && stamp->size_bytes == cog.size_bytes && copy->extra.is_object() &&
           copy->extra.value("mtime_ns", std::int64_t{0}) == stamp->mtime_ns;
  }

  void require_space() {
    if (dry_run()) return;
    const auto side = static_cast<std::uint64_t>(m_grid.pixels_a_side());
    std::uint64_t dalles = 0;
    for (const grid::DalleKey& key : m_keys) {
      const auto record = m_catalog.latest(key, m_chantier.millesime);
      if (record && record->product("lossless") &&
          !stands(*record, parameters_of(m_encoding, m_maker.quality_max_for(*record))))
        ++dalles;
    }
    if (dalles == 0) return;
    m_reporter.note(1, std::to_string(dalles) + " COGs to make");
    store::require_space(m_maker.folder(), dalles * expected_bytes(m_encoding, side * side),
                         std::to_string(dalles) + " COGs");
  }

  Outcome make(const grid::DalleKey& key) {
    Outcome outcome;
    const auto lock = m_catalog.try_dalle(key);
    if (!lock) {
      outcome.status = Status::busy;
      return outcome;
    }
    const auto record = m_catalog.latest(key, m_chantier.millesime);
    if (!record || !record->product("lossless")) {
      if (m_options.inputs_given)
        outcome.reject(text_of(key), "lossless.missing", "has no lossless dalle yet; run pcrs-tile");
      return outcome;
    }
    const double quality_max = m_maker.quality_max_for(*record);
    const Json parameters = parameters_of(m_encoding, quality_max);
    outcome.status = Status::kept;
    outcome.revision = record->revision;
    if (!stands(*record, parameters)) m_maker.make(*record, parameters, quality_max, outcome);
    return outcome;
  }

  // ---- telling

  void deliver(const grid::DalleKey& key, Outcome& outcome) {
    for (Finding& finding : outcome.encoded.findings) {
      finding.dalle = text_of(key);
      m_reporter.finding(finding);
    }
    m_summary.done += outcome.status == Status::made;
    m_summary.skipped += outcome.status == Status::kept;
    m_summary.rejected += outcome.status == Status::rejected;
    m_summary.busy += outcome.status == Status::busy;
    m_summary.bytes_read += outcome.bytes_read;
    if (outcome.status == Status::rejected) journal_rejection(key, outcome);
    if (outcome.status == Status::made) m_summary.bytes_written += outcome.encoded.size_bytes;
    if (outcome.status == Status::busy)
      m_reporter.note(1, text_of(key) + ": another process works on it; left for the next run");
    if (outcome.status != Status::nothing) tell(key, outcome);
    m_reporter.progress(++m_delivered_dalles, m_keys.size(), "dalles");
    outcome = {};
  }

  void journal_rejection(const grid::DalleKey& key, const Outcome& outcome) {
    Json rules = Json::array();
    for (const Finding& finding : outcome.encoded.findings)
      if (finding.severity == Severity::error)
        rules.push_back({{"path", finding.path}, {"rule", finding.rule}});
    m_journal.write("compress", text_of(key), {{"findings", std::move(rules)}}, "rejected");
  }

  void tell(const grid::DalleKey& key, Outcome& outcome) {
    Json record{{"dalle", text_of(key)}, {"status", status_text(outcome.status)}};
    const bool made = outcome.status == Status::made;
    if (made) {
      record["path"] = outcome.path.string();
      record["revision"] = outcome.revision;
      record["size_bytes"] = outcome.encoded.size_bytes;
      if (!outcome.encoded.sha256.empty()) record["sha256"] = outcome.encoded.sha256;
      record["facts"] = std::move(outcome.encoded.facts);
    }
    m_reporter.result(made ? outcome.path.string() : "", record);
  }

  // The hot tier's bound is on the sum: what the dalles without a COG will take is foreseen from the others.
  void watch_total() {
    std::uint64_t bytes = 0, cogs = 0, without = 0;
    for (const int millesime : m_catalog.millesimes())
      m_catalog.each_latest(
          millesime,
          [&](const Record& record) {
            const Product* const cog = record.product("cog");
            bytes += cog ? cog->size_bytes : 0;
            cogs += cog ? 1 : 0;
            without += !cog && record.product("lossless") ? 1 : 0;
          },
          [](const Finding&) {});
    const std::uint64_t foreseen = cogs > 0 ? bytes + bytes / cogs * without : 0;
    m_summary.more = {{"hot_bytes", bytes},
                      {"hot_bytes_foreseen", foreseen},
                      {"hot_budget_bytes", m_chantier.total_budget_bytes}};
    if (foreseen <= m_chantier.total_budget_bytes) return;
    m_reporter.finding({m_chantier.id, "budget.total",
                        "the COGs take " + bytes_text(bytes) + " and will take " + bytes_text(foreseen) +
                            " once all " + std::to_string(cogs + without) + " are made, over the " +
                            bytes_text(m_chantier.total_budget_bytes) +
                            " of hot.total_budget; lower hot.dalle_budget or raise the total",
                        Severity::warning});
  }

  const Options& m_options;
  const chantier::Chantier& m_chantier;
  Reporter& m_reporter;
  const grid::GridSpec m_grid;
  const grid::NamePattern m_pattern;
  catalog::Catalog m_catalog;
  catalog::Journal m_journal;
  Encoding m_encoding;
  CogMaker m_maker;
  unsigned m_lanes = 1;
  std::vector<grid::DalleKey> m_keys;
  Summary m_summary;
  std::uint64_t m_delivered_dalles = 0;
};

}  // namespace

Summary compress_catalog(const Options& options, const chantier::Chantier& chantier, const Encoding& encoding,
                         Reporter& reporter) {
  catalog::require_catalog(chantier.catalog / chantier.id);
  return CatalogRun(options, chantier, encoding, reporter).run();
}

}  // namespace pcrs::step::compress
