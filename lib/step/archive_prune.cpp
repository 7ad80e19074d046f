// SPDX-License-Identifier: Apache-2.0
#include "step/archive_prune.hpp"

#include <map>
#include <mutex>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/journal.hpp"
#include "remote/remote_place.hpp"
#include "step/archive_check.hpp"
#include "step/archive_outcome.hpp"

namespace pcrs::step::archive {

namespace {

constexpr const char* unknown = "cut short: it may be gone";

struct Sum {
  std::uint64_t objects = 0, bytes = 0;
};

class Prune {
 public:
  Prune(const PruneOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_mode(options.remove ? options.mode : store::WriteMode::dry_run),
        m_context(options.selection.chantier_file, options.selection.millesime, m_mode),
        m_journal(m_context.catalog().root(), tool_name, m_mode) {}

  Summary run();

 private:
  bool planning() const { return m_mode == store::WriteMode::dry_run; }
  void require_credentials();
  void open_removers();
  void work(const catalog::Record& newest, Outcome& outcome);
  bool newest_is_sound(const Revisions& revisions, Outcome& outcome);
  void take_away(const Revisions& revisions, const Leaving& each, Outcome& outcome);
  void settle(const catalog::Record& newest, const Leaving& each);
  bool remove(const catalog::Record& newest, const Leaving& each, Outcome& outcome);
  bool is_there(const std::string& name, const std::string& key);
  std::string erase(const std::string& name, const std::string& key, Outcome& outcome);
  void put_back(const catalog::Record& newest, const Leaving& each);
  void update(const catalog::Record& newest, const Leaving& each,
              const std::function<void(catalog::Product&)>& change);
  void tell(const Revisions& revisions, const Leaving& each, Outcome& outcome);
  void tell_sums();
  bool stopped(const std::string& place);
  void stop(const std::string& place, const std::string& why, bool offline);

  const PruneOptions& m_options;
  Reporter& m_reporter;
  const store::WriteMode m_mode;
  Context m_context;
  catalog::Journal m_journal;
  std::vector<std::string> m_places;
  std::map<std::string, std::unique_ptr<store::Place>> m_removers;  ///< the places, by who may delete
  std::vector<catalog::Record> m_newest;
  std::mutex m_mutex;
  std::map<std::string, std::pair<std::string, bool>> m_stopped;  ///< why, and whether waiting helps
  std::map<std::string, Sum> m_sums;
  Summary m_summary;
};

bool Prune::stopped(const std::string& place) {
  const std::lock_guard lock(m_mutex);
  return m_stopped.count(place) > 0;
}

void Prune::stop(const std::string& place, const std::string& why, bool offline) {
  const std::lock_guard lock(m_mutex);
  m_stopped.emplace(place, std::pair(why, offline));
}

// Before anything is looked at: a wrong call touches nothing, and is wrong whatever there is to prune.
void Prune::require_credentials() {
  if (m_options.older_than_days > 0 && m_options.older_than_days < m_context.chantier().policy.keep_days)
    throw_usage("--older-than " + std::to_string(m_options.older_than_days),
                "is below the chantier's policy.keep_days (" +
                    std::to_string(m_context.chantier().policy.keep_days) + "); change the policy first");
  if (!m_options.remove) return;
  for (const std::string& name : m_context.archive_tiers())
    if (const auto at = storage_of(m_context.chantier(), name);
        at->url && (!m_options.place || *m_options.place == name))
      remote::require_pruning_credentials(*at->url);
}

void Prune::open_removers() {
  if (planning()) return;
  for (const std::string& name : m_places) {
    const auto at = storage_of(m_context.chantier(), name);
    auto place = at->url ? remote::open_remote_place(name, *at->url, {m_mode, nullptr, true})
                         : store::open_folder_place(name, at->folder, m_mode);
    try {
      place->check_online();
    } catch (const Error& error) {
      rethrow_interrupt(error);
      stop(name, error.what(), error.kind() == ErrorKind::retry);
    }
    m_removers.emplace(name, std::move(place));
  }
}

void Prune::update(const catalog::Record& newest, const Leaving& each,
                   const std::function<void(catalog::Product&)>& change) {
  m_context.catalog().update(
      newest.key, newest.millesime,
      [&](catalog::Record& record) {
        catalog::Product* product = record.product("lossless");
        if (product != nullptr && product->sha256 == each.sha256) change(*product);
      },
      each.revision);
}

// A record may be old: what it says of the newest revision is compared with the places just before.
bool Prune::newest_is_sound(const Revisions& revisions, Outcome& outcome) {
  const catalog::Product& product = *revisions.back().product("lossless");
  bool sound = true;
  for (const std::string& name : m_context.archive_tiers()) {
    const catalog::Copy* copy = product.copy_in(name);
    if (copy == nullptr) continue;
    Tier& tier = *m_context.tier(name);
    if (!tier.online()) {
      outcome.busy = true;
      sound = false;
      m_reporter.note(1, outcome.dalle + ": the newest revision cannot be looked at in " + name + "; kept");
      continue;
    }
    const std::string fault = look_fault(tier, *copy, product);
    if (fault.empty()) continue;
    sound = false;
    outcome.fault(
        tier.place->location(copy->key), fault == is_missing ? "copy.missing" : "copy.damaged",
        "of the newest revision: " + fault + "; nothing of this dalle is pruned: run pcrs-archive repair");
  }
  return sound;
}

void Prune::put_back(const catalog::Record& newest, const Leaving& each) {
  update(newest, each, [&](catalog::Product& product) { catalog::undo_pruning(product, each.copy.place); });
}

// The record first, then the object: killed in between, the record says that the copy is going, and the next
// run ends it. What a place refuses to remove is a copy again.
bool Prune::remove(const catalog::Record& newest, const Leaving& each, Outcome& outcome) {
  const std::string& name = each.copy.place;
  const Json facts{{"place", name},
                   {"key", each.copy.key},
                   {"revision", each.revision},
                   {"size_bytes", each.size_bytes},
                   {"sha256", each.sha256},
                   {"why", each.why}};
  update(newest, each, [&](catalog::Product& product) {
    catalog::begin_pruning(product, name, utc_text(now()), each.why);
  });
  m_journal.write("prune", newest.dalle, facts, "begun");
  const std::string failure = erase(name, each.copy.key, outcome);
  if (!failure.empty()) {
    m_journal.write("prune", newest.dalle, facts, failure);
    if (failure != unknown) put_back(newest, each);
    return false;
  }
  update(newest, each,
         [&](catalog::Product& product) { catalog::end_pruning(product, name, utc_text(now())); });
  m_journal.write("prune", newest.dalle, facts);
  ++outcome.done;
  return true;
}

// As the nightly credentials see it, which may read; those that delete need not.
bool Prune::is_there(const std::string& name, const std::string& key) {
  try {
    return m_context.tier(name)->place->stat(key).has_value();
  } catch (const Error& error) {
    rethrow_interrupt(error);
    return false;
  }
}

// Empty when the object is gone; `unknown` when it may be.
std::string Prune::erase(const std::string& name, const std::string& key, Outcome& outcome) {
  store::Place& place = *m_removers.at(name);
  try {
    const std::string denial = place.remove_for_good(key);
    if (denial.empty()) return {};
    stop(name, "these credentials may not delete: " + denial, false);
    return "denied";
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() == ErrorKind::retry) {
      stop(name, error.what(), true);
      return unknown;
    }
    outcome.fault(error.where(), "prune.failed", error.message());
    return is_there(name, key) ? error.message() : unknown;
  }
}

void Prune::tell(const Revisions& revisions, const Leaving& each, Outcome& outcome) {
  const std::string path = m_context.tier(each.copy.place)->place->location(each.copy.key);
  std::string stays;
  for (const catalog::Record& record : revisions)
    if (const catalog::Product* product = record.product("lossless");
        record.revision > each.revision && product != nullptr && product->copy_in(each.copy.place) != nullptr)
      stays += (stays.empty() ? "r" : ", r") + std::to_string(record.revision);
  outcome.result(path + "\t" + std::to_string(each.size_bytes) + "\t" + each.why + "; stays: " + stays,
                 {{"dalle", outcome.dalle},
                  {"millesime", revisions.back().millesime},
                  {"revision", each.revision},
                  {"place", each.copy.place},
                  {"key", each.copy.key},
                  {"path", path},
                  {"size_bytes", each.size_bytes},
                  {"sha256", each.sha256},
                  {"why", each.why},
                  {"stays", stays},
                  {"removed", !planning()}});
  const std::lock_guard lock(m_mutex);
  Sum& sum = m_sums[each.copy.place];
  ++sum.objects;
  sum.bytes += each.size_bytes;
}

// What an earlier run began and may not go now: a copy as before where its object stayed.
void Prune::settle(const catalog::Record& newest, const Leaving& each) {
  if (!each.begun || planning()) return;
  if (m_context.tier(each.copy.place)->place->stat(each.copy.key)) return put_back(newest, each);
  update(newest, each,
         [&](catalog::Product& product) { catalog::end_pruning(product, each.copy.place, utc_text(now())); });
}

void Prune::take_away(const Revisions& revisions, const Leaving& each, Outcome& outcome) {
  if (stopped(each.copy.place)) return;
  if (planning() || remove(revisions.back(), each, outcome)) tell(revisions, each, outcome);
}

void Prune::work(const catalog::Record& newest, Outcome& outcome) {
  outcome.dalle = newest.dalle;
  try {
    const auto lock = m_context.catalog().try_dalle(newest.key);
    outcome.busy = !lock;
    if (!lock) return;
    const Revisions revisions = m_context.catalog().revisions(newest.key, newest.millesime);
    const UnixTime time = now();
    auto going = leaving(m_context, revisions, m_places, m_options.older_than_days, time);
    const std::string stays = staying(m_context, revisions, m_places, m_options.older_than_days, time);
    if (!stays.empty()) m_reporter.note(1, newest.dalle + ": " + stays);
    if (going.empty()) return;
    const std::string kept = hindrance(m_context, revisions, time);
    if (!kept.empty()) {
      ++outcome.skipped;
      m_reporter.note(1, newest.dalle + ": nothing is pruned, " + kept);
    }
    bool sound = kept.empty();
    for (const Leaving& each : going) {
      sound = sound && (!each.may_go || newest_is_sound(revisions, outcome));
      if (sound && each.may_go)
        take_away(revisions, each, outcome);
      else
        settle(newest, each);
    }
  } catch (const Error& error) {
    if (error.where().starts_with(m_context.catalog().root().string())) throw;
    outcome.failed(error, "prune.failed");
  }
}

void Prune::tell_sums() {
  Json sums = Json::array();
  for (const auto& [place, sum] : m_sums) {
    sums.push_back({{"place", place}, {"objects", sum.objects}, {"size_bytes", sum.bytes}});
    m_reporter.note(0, place + ": " + std::to_string(sum.objects) +
                           (sum.objects == 1 ? " copy, " : " copies, ") + bytes_text(sum.bytes) +
                           (planning() ? ", would go; prune --delete removes them" : ", removed"));
  }
  m_summary.more["prune"] = {{"removed", !planning()}, {"places", sums}};
  for (const auto& [place, why] : m_stopped) {
    m_reporter.finding({place, why.second ? "place.offline" : "place.refused", why.first,
                        why.second ? Severity::warning : Severity::error});
    ++(why.second ? m_summary.busy : m_summary.rejected);
  }
}

Summary Prune::run() {
  require_credentials();
  m_places = m_context.asked_tiers(m_options.place, m_reporter, m_summary);
  open_removers();
  int last_millesime = 0;
  grid::DalleKey last_key{};
  m_context.each_revision(m_options.selection, m_reporter, m_summary, [&](const catalog::Record& record) {
    const bool same = !m_newest.empty() && record.key == last_key && record.millesime == last_millesime;
    if (same)
      m_newest.back() = record;
    else
      m_newest.push_back(record);
    last_key = record.key;
    last_millesime = record.millesime;
  });
  std::erase_if(m_newest, [](const catalog::Record& record) { return record.revision < 2; });
  if (planning() && m_options.selection.dalles.empty())
    m_context.list_remote_tiers(m_options.selection.millesime);
  std::vector<Outcome> outcomes(m_newest.size());
  parallel_ordered(
      m_newest.size(), m_context.jobs_for(m_options.jobs),
      [&](std::size_t i) { work(m_newest[i], outcomes[i]); },
      [&](std::size_t i) {
        deliver(outcomes[i], m_reporter, m_summary);
        m_reporter.progress(i + 1, m_newest.size(), "dalles");
      });
  if (m_options.selection.dalles.empty()) tell_unknown(m_context, m_places, m_reporter);
  tell_sums();
  return std::move(m_summary);
}

}  // namespace

Summary prune(const PruneOptions& options, Reporter& reporter) {
  Summary summary = Prune(options, reporter).run();
  // The copies of the catalog, and the lists that scrub reads, are to know at once what is gone.
  if (options.remove && summary.done > 0) {
    NullReporter quiet;
    const Summary copied = backup(options.selection.chantier_file, options.mode, quiet);
    if (copied.rejected + copied.busy > 0)
      reporter.note(0, "the catalog could not be copied to every place; run pcrs-archive backup");
  }
  return summary;
}

}  // namespace pcrs::step::archive
