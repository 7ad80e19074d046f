// SPDX-License-Identifier: Apache-2.0
#include "step/publish_withdraw.hpp"

#include <chrono>
#include <functional>
#include <thread>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "format/mosaic_index.hpp"
#include "grid/name_pattern.hpp"
#include "step/publish_documents.hpp"
#include "step/publish_gone.hpp"
#include "step/publish_granting.hpp"
#include "step/publish_mapserver.hpp"
#include "step/publish_mosaic.hpp"
#include "step/publish_shown.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

// Whoever makes or publishes the dalle at this moment ends within that time.
constexpr std::chrono::seconds patience{60};

std::optional<store::Lock> lock_of(const PublishRun& run, const grid::DalleKey& key) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  auto lock = run.catalog.try_dalle(key);
  while (!lock && std::chrono::steady_clock::now() < deadline) {
    interrupt::check();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    lock = run.catalog.try_dalle(key);
  }
  return lock;
}

std::vector<grid::DalleKey> keys_of(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                                    const std::vector<std::string>& words, int millesime) {
  const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
  std::vector<grid::DalleKey> keys;
  for (const std::string& word : words) {
    const auto key = grid::dalle_of_word(word, grid, pattern);
    if (!key) throw_usage(word, "is no dalle: expected a key such as 0579-6375, or a name");
    grid::require_year(word, grid, pattern, millesime);
    keys.push_back(*key);
  }
  return keys;
}

// Findings pass, results do not: what is published meanwhile is not what was asked for.
class Findings : public Reporter {
 public:
  explicit Findings(Reporter& to) : m_to(to) {}
  void result(const std::string&, Json) override {}
  void finding(const Finding& finding) override { m_to.finding(finding); }
  void note(int level, const std::string& text) override { m_to.note(level, text); }
  void progress(std::uint64_t done, std::uint64_t total, const std::string& unit) override {
    m_to.progress(done, total, unit);
  }

 private:
  Reporter& m_to;
};

class Withdrawal {
 public:
  Withdrawal(PublishRun& run, const WithdrawOptions& options)
      : m_run(run),
        m_options(options),
        m_millesime(options.millesime.value_or(run.chantier.millesime)),
        m_gone(catalog::known_gone(run.catalog.root())) {}

  void add(const grid::DalleKey& key) {
    const auto newest = m_run.catalog.latest(key, m_millesime);
    if (!newest) {
      ++m_summary.rejected;
      return m_run.reporter.finding(
          {grid::key_text(key, m_run.grid), "dalle.unknown",
           "has no record of " + std::to_string(m_millesime) + ": look at the millésime (--millesime)"});
    }
    const bool fresh = (newest->state == "withdrawn") == m_options.undo;
    if (fresh) mark(*newest);
    if (!m_options.undo) remove_files(*newest, fresh);
    ++(fresh ? m_summary.done : m_summary.skipped);
    if (fresh)
      m_run.reporter.result(newest->dalle, {{"dalle", newest->dalle},
                                            {"millesime", m_millesime},
                                            {"state", m_options.undo ? "current" : "withdrawn"}});
  }

  // Whatever fails, what comes after it is tried: the pixels must go. A finding tells the fault.
  void attempt(const std::function<void()>& act) {
    try {
      act();
    } catch (const Error& error) {
      if (interrupt::signal_number() != 0) throw;
      m_run.reporter.finding({error.where(), "withdraw.unfinished",
                              error.message() +
                                  "; the withdrawal is in force, what is made of the dalles is not "
                                  "up to date everywhere: mend this, then run it again",
                              Severity::error, ""});
      if (error.kind() == ErrorKind::retry)
        ++m_summary.busy;
      else
        m_summary.failed = true;
    }
  }

  Summary& summary() { return m_summary; }

 private:
  // The record first: a publication under way reads it again before it shows anything.
  void mark(const catalog::Record& newest) {
    if (m_run.dry()) return;
    m_run.catalog.update(newest.key, m_millesime, [&](catalog::Record& record) {
      record.state = m_options.undo ? "current" : "withdrawn";
    });
    if (m_options.undo)
      attempt([&] {
        catalog::change_gone(m_run.catalog.root(),
                             [&](catalog::Gone& gone) { gone.restore(m_millesime, newest.dalle); });
      });
    attempt([&] {
      m_run.journal.write(m_options.undo ? "withdrawal undone" : "withdrawal", newest.dalle,
                          {{"millesime", m_millesime}, {"why", m_options.why}});
    });
  }

  // At once, whoever works on the dalle; and once more when that one has ended, who may have published it.
  void remove_files(const catalog::Record& newest, bool fresh) {
    if (m_run.dry()) return;
    const catalog::Withdrawn withdrawn = withdrawn_of(m_run, newest, fresh ? nullptr : &m_gone);
    attempt([&] { tell_withdrawn(m_run, {withdrawn}); });
    attempt([&] { take_off(m_run, newest, withdrawn); });
    if (m_run.catalog.try_dalle(newest.key)) return;
    const auto lock = lock_of(m_run, newest.key);
    if (lock) return attempt([&] { take_off(m_run, newest, withdrawn); });
    ++m_summary.busy;
    m_run.reporter.finding(
        {newest.dalle, "dalle.busy",
         "another process holds it, and may publish it once more: it is marked, and goes with "
         "the next run of this or of pcrs-publish site",
         Severity::warning, newest.dalle});
  }

  PublishRun& m_run;
  const WithdrawOptions& m_options;
  const int m_millesime;
  const catalog::Gone m_gone;
  Summary m_summary;
};

store::Lock wait_for_publication(const PublishRun& run) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) try {
      return store::Lock::of_run(run.catalog.root() / "publish.lock", "pcrs-publish");
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::retry || std::chrono::steady_clock::now() >= deadline) throw;
      interrupt::check();
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

// The files of the mosaic that are still there, where new ones cannot be made.
std::vector<format::MosaicFile> mosaic_left(const PublishRun& run) {
  const fs::path index = run.file(format::layout::mosaic_index);
  std::error_code none;
  if (!fs::exists(index, none)) return {};
  auto files = format::parse_mosaic_index(store::read_file(index), index.string());
  std::erase_if(files,
                [&](const format::MosaicFile& file) { return !fs::exists(run.file(file.path), none); });
  return files;
}

// Mosaic and index without the dalles, of what the site shows already: no communes, no vector file, no new
// dalle can stand in the way.
void show_without(Withdrawal& withdrawal, PublishRun& run) {
  const auto lock = wait_for_publication(run);
  std::error_code none;
  if (!fs::exists(run.file(format::layout::meta), none)) return;
  Summary summary;
  std::vector<catalog::Record> shown;
  for (const int millesime : run.catalog.millesimes())
    for (catalog::Record& record : shown_records(run, millesime, summary)) shown.push_back(std::move(record));
  format::Site site = site_of(run, shown, {});
  site.mosaic = mosaic_left(run);
  withdrawal.attempt([&] { site.mosaic = publish_mosaic(run, shown, summary); });
  withdrawal.attempt([&] { write_dalle_documents(run, site); });
  withdrawal.attempt([&] { update_mapserver(run, site); });
}

// The rest of the site, whatever it takes.
void publish_rest(const PublishRun& run, Withdrawal& withdrawal) {
  Findings findings(run.reporter);
  const Summary inner = publish_site(run.chantier, run.options, findings);
  Summary& summary = withdrawal.summary();
  summary.rejected += inner.rejected;
  summary.busy += inner.busy;
  summary.failed = summary.failed || inner.failed;
  summary.more["site"] = {
      {"dalles", inner.more.value("dalles", 0)}, {"rejected", inner.rejected}, {"busy", inner.busy}};
}

}  // namespace

Summary withdraw(const chantier::Chantier& chantier, const WithdrawOptions& options, Reporter& reporter) {
  const PublishOptions publish{.dry_run = options.dry_run, .jobs = options.jobs};
  PublishRun run(chantier, publish, reporter);
  const auto keys =
      keys_of(chantier, run.grid, options.dalles, options.millesime.value_or(chantier.millesime));
  if (trim(options.why).empty()) throw_usage("--why", "is empty; the journal keeps the reason");
  run.hot->check_online();
  require_catalog(run);
  Withdrawal withdrawal(run, options);
  for (const grid::DalleKey& key : keys) withdrawal.add(key);
  if (run.dry()) return withdrawal.summary();
  if (!options.undo) withdrawal.attempt([&] { sweep_orders(run); });
  NullReporter quiet;  // the publication tells the same
  PublishRun shown(chantier, publish, quiet);
  if (!options.undo) withdrawal.attempt([&] { show_without(withdrawal, shown); });
  withdrawal.attempt([&] { publish_rest(run, withdrawal); });
  return withdrawal.summary();
}

}  // namespace pcrs::step
