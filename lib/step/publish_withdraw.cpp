// SPDX-License-Identifier: Apache-2.0
#include "step/publish_withdraw.hpp"

#include <chrono>
#include <thread>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "grid/name_pattern.hpp"
#include "step/publish_dalle.hpp"

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
                                    const std::vector<std::string>& words) {
  const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
  std::vector<grid::DalleKey> keys;
  for (const std::string& word : words) {
    const auto key = grid::dalle_of_word(word, grid, pattern);
    if (!key) throw_usage(word, "is no dalle: expected a key such as 0579-6375, or a name");
    keys.push_back(*key);
  }
  return keys;
}

class Withdrawal {
 public:
  Withdrawal(PublishRun& run, const WithdrawOptions& options)
      : m_run(run), m_options(options), m_millesime(options.millesime.value_or(run.chantier.millesime)) {}

  void add(const grid::DalleKey& key, Summary& summary) {
    const auto newest = m_run.catalog.latest(key, m_millesime);
    if (!newest) {
      ++summary.rejected;
      return m_run.reporter.finding(
          {grid::key_text(key, m_run.grid), "dalle.unknown",
           "has no record of " + std::to_string(m_millesime) + ": look at the millésime (--millesime)"});
    }
    if ((newest->state == "withdrawn") != m_options.undo) return void(++summary.skipped);
    mark(*newest);
    if (!m_options.undo && !remove_files(*newest)) {
      ++summary.busy;
      return m_run.reporter.finding({newest->dalle, "dalle.busy",
                                     "another process holds it: it is marked, its file goes with the next "
                                     "run of this or of pcrs-publish site",
                                     Severity::warning, newest->dalle});
    }
    ++summary.done;
    m_run.reporter.result(newest->dalle, {{"dalle", newest->dalle},
                                          {"millesime", m_millesime},
                                          {"state", m_options.undo ? "current" : "withdrawn"}});
  }

 private:
  // The record first: a publication under way reads it again before it shows anything.
  void mark(const catalog::Record& newest) {
    if (m_run.dry()) return;
    m_run.catalog.update(newest.key, m_millesime, [&](catalog::Record& record) {
      record.state = m_options.undo ? "current" : "withdrawn";
    });
    m_run.journal.write(m_options.undo ? "withdrawal undone" : "withdrawal", newest.dalle,
                        {{"millesime", m_millesime}, {"why", m_options.why}});
  }

  bool remove_files(const catalog::Record& newest) {
    if (m_run.dry()) return true;
    const auto lock = lock_of(m_run, newest.key);
    if (!lock) return false;
    withdraw_dalle(m_run, newest);
    return true;
  }

  PublishRun& m_run;
  const WithdrawOptions& m_options;
  const int m_millesime;
};

}  // namespace

Summary withdraw(const chantier::Chantier& chantier, const WithdrawOptions& options, Reporter& reporter) {
  const PublishOptions publish{.dry_run = options.dry_run, .jobs = options.jobs};
  PublishRun run(chantier, publish, reporter);
  const auto keys = keys_of(chantier, run.grid, options.dalles);
  run.hot->check_online();
  catalog::require_catalog(run.catalog.root());
  Summary summary;
  Withdrawal withdrawal(run, options);
  for (const grid::DalleKey& key : keys) withdrawal.add(key, summary);
  if (run.dry()) return summary;
  NullReporter quiet;  // what is published meanwhile is not what was asked for
  publish_site(chantier, publish, quiet);
  return summary;
}

}  // namespace pcrs::step
