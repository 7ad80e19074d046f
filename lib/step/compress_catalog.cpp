// SPDX-License-Identifier: Apache-2.0
#include "step/compress_catalog.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/catalog.hpp"
#include "catalog/journal.hpp"
#include "grid/name_pattern.hpp"
#include "step/compress_quality.hpp"
#include "store/place.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

namespace {

using catalog::Product;
using catalog::Record;

enum class Status { made, kept, rejected, busy, nothing };

struct Outcome {
  Status status = Status::nothing;
  fs::path path;
  int revision = 0;
  std::uint64_t bytes_read = 0;
  Encoded encoded;
};

// What says that a file is still the one that was seen.
struct Stamp {
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

std::optional<Stamp> stamp_of(const fs::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return Stamp{static_cast<std::uint64_t>(status.st_size),
               std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

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
        m_delivered(m_catalog.root()),
        m_encoding(encoding) {
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
  std::string below_work() const { return "cog/" + std::to_string(m_chantier.millesime); }
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
      if (!seen.insert(*key).second) continue;
      if (m_catalog.latest(*key, m_chantier.millesime))
        m_keys.push_back(*key);
      else
        reject({word, "dalle.unknown", "is not in the catalog of " + m_chantier.id + "; pcrs-tile makes it",
                Severity::error, text_of(*key)});
    }
  }

  // ---- what is to be made

  double quality_max_for(const Record& record) {
    if (!m_encoding.budget_bytes) return m_encoding.quality_max;
    return std::min(m_encoding.quality_max, m_delivered.of(record).value_or(m_encoding.quality_max));
  }

  bool made_so(const Record& record, const Json& parameters) const {
    const Product* const cog = record.product("cog");
    const Product* const lossless = record.product("lossless");
    return cog && lossless && cog->parameters == parameters &&
           cog->derived_from == std::vector<std::string>{lossless->sha256};
  }

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
          !stands(*record, parameters_of(m_encoding, quality_max_for(*record))))
        ++dalles;
    }
    if (dalles == 0) return;
    m_reporter.note(1, std::to_string(dalles) + " COGs to make");
    store::require_space(m_chantier.work / below_work(), dalles * expected_bytes(m_encoding, side * side),
                         std::to_string(dalles) + " COGs");
  }

  // ---- making one

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
        add_error(outcome, text_of(key), "lossless.missing", "has no lossless dalle yet; run pcrs-tile");
      return outcome;
    }
    const double quality_max = quality_max_for(*record);
    const Json parameters = parameters_of(m_encoding, quality_max);
    outcome.status = Status::kept;
    outcome.revision = record->revision;
    if (!stands(*record, parameters)) make_now(*record, parameters, quality_max, outcome);
    return outcome;
  }

  static void add_error(Outcome& outcome, const std::string& path, const std::string& rule,
                        const std::string& message) {
    outcome.encoded.findings.push_back({path, rule, message});
    outcome.status = Status::rejected;
  }

  // A lossless dalle where it stands as a file: staged, or in a place that is a folder.
  std::optional<fs::path> locate(const Product& lossless) const {
    if (const auto* copy = lossless.copy_in("work"); copy && stamp_of(m_chantier.work / copy->key))
      return m_chantier.work / copy->key;
    const auto in_place = [&](const char* name, const chantier::Storage& at) -> std::optional<fs::path> {
      const auto* const copy = lossless.copy_in(name);
      if (!copy || at.url) return std::nullopt;
      const auto path = store::open_folder_place(name, at.folder)->local_path(copy->key);
      return path && stamp_of(*path) ? path : std::nullopt;
    };
    if (auto path = in_place("intermediate", m_chantier.intermediate)) return path;
    return m_chantier.nas ? in_place("nas", *m_chantier.nas) : std::nullopt;
  }

  static Finding changed(const fs::path& source, const Product& lossless) {
    return {source.string(), "lossless.changed",
            "its bytes are not those of the record (SHA-256 " + lossless.sha256 +
                "); restore it with pcrs-archive get or make it again with pcrs-tile --overwrite"};
  }

  void make_now(const Record& record, const Json& parameters, double quality_max, Outcome& outcome) {
    const Product& lossless = *record.product("lossless");
    const auto source = locate(lossless);
    if (!source)
      return add_error(outcome, lossless.name, "lossless.missing",
                       "is neither in the work folder nor in a place that can be read; restore it with "
                       "pcrs-archive get");
    const auto before = stamp_of(*source);
    outcome.bytes_read = lossless.size_bytes;
    // What is published never changes under its name: made again from the same bytes with the same parameters
    // it must be the same, and is then there to put a lost or damaged copy right.
    const Product* const old = record.product("cog");
    const bool published = old && old->copy_in("hot");
    const bool again = published && made_so(record, parameters);
    outcome.revision = record.revision + (published && !again ? 1 : 0);
    const auto still_the_same = [&](const Encoded& encoded) -> std::optional<Finding> {
      if (again && !encoded.sha256.empty() && encoded.sha256 != old->sha256)
        return Finding{source->string(), "cog.differs",
                       "made again, its COG has other bytes than the published one (another version of "
                       "libjpeg?); another --quality or --budget makes a new revision"};
      if (encoded.source_sha256 != lossless.sha256) return changed(*source, lossless);
      if (stamp_of(*source) == before) return std::nullopt;
      return Finding{source->string(), "lossless.changed", "changed while it was being read; run again"};
    };
    const std::string name = name_of(record.key, outcome.revision);
    outcome.path = m_chantier.work / below_work() / name;
    outcome.encoded = encode_file(source->string(), outcome.path, m_encoding, quality_max, still_the_same);
    // What could not be decoded is told by its true cause.
    if (!outcome.encoded.source_sha256.empty() && outcome.encoded.source_sha256 != lossless.sha256)
      outcome.encoded.findings = {changed(*source, lossless)};
    outcome.status = outcome.encoded.rejected() ? Status::rejected : Status::made;
    if (outcome.status != Status::made || dry_run()) return;
    Product made = product_of(name, lossless, parameters, outcome);
    // Its new date makes pcrs-publish read the published copy again.
    for (const catalog::Copy& copy : again ? old->copies : std::vector<catalog::Copy>())
      if (copy.place != "work") made.add_copy(copy);
    keep(record, std::move(made), outcome);
  }

  std::string name_of(const grid::DalleKey& key, int revision) const {
    return m_pattern.format(key, m_chantier.millesime, m_chantier.code) +
           (revision > 1 ? "-r" + std::to_string(revision) : "") + ".tif";
  }

  Product product_of(const std::string& name, const Product& lossless, const Json& parameters,
                     const Outcome& outcome) const {
    Product cog;
    cog.kind = "cog";
    cog.name = name;
    cog.size_bytes = outcome.encoded.size_bytes;
    cog.sha256 = outcome.encoded.sha256;
    cog.parameters = parameters;
    cog.facts = outcome.encoded.facts;
    cog.derived_from = {lossless.sha256};
    cog.tool = "pcrs-compress " PCRS_VERSION;
    cog.made_at = utc_text(now());
    catalog::Copy copy{"work", below_work() + "/" + name, cog.made_at,
                       "SHA-256 of the file as written, fsync"};
    if (const auto stamp = stamp_of(outcome.path)) copy.extra = {{"mtime_ns", stamp->mtime_ns}};
    cog.add_copy(std::move(copy));
    return cog;
  }

  void keep(const Record& record, Product cog, const Outcome& outcome) {
    const Json line{{"product", "cog"},
                    {"file", cog.name},
                    {"revision", outcome.revision},
                    {"size_bytes", cog.size_bytes},
                    {"sha256", cog.sha256},
                    {"derived_from", cog.derived_from},
                    {"parameters", cog.parameters}};
    if (outcome.revision == record.revision) {
      m_catalog.update(record.key, record.millesime,
                       [&](Record& latest) { latest.set_product(std::move(cog)); });
    } else {
      Record next = record;
      next.revision = outcome.revision;
      next.set_product(std::move(cog));
      m_catalog.add_revision(next);
    }
    m_journal.write("compress", record.dalle, line);
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
  DeliveredQuality m_delivered;
  Encoding m_encoding;
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
