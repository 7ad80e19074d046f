// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_check.hpp"
#include "step/archive_copier.hpp"
#include "step/archive_unfinished.hpp"

namespace pcrs::step::archive {

namespace {

// The revisions of one dalle, under one lock.
using Task = std::vector<Item>;

class Putting {
 public:
  Putting(const PutOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_context(options.selection.chantier_file, options.selection.millesime, options.mode,
                  {.limit_bytes_s = options.limit_bytes_s}),
        m_copier(m_context, m_targets, {.overwrite = options.overwrite}) {}

  Summary run();

 private:
  void open_targets();
  void remove_unfinished(store::Place& place);
  void collect(const catalog::Record& record);
  static void add_item(const catalog::Record& record, bool current, Task& task);
  void plan();
  void plan_one(Item& item);
  static bool lacks(Target& target, const catalog::Product& product);
  void want_room(const Item& item);
  void check_room() const;
  void announce();
  void work(const Task& task, Outcome& outcome);
  void finish();

  const PutOptions& m_options;
  Reporter& m_reporter;
  Context m_context;
  std::map<std::string, Target> m_targets;
  Copier m_copier;
  std::vector<Task> m_tasks;
  std::string m_refusals;  ///< places that do not let us in, and why
  Summary m_summary;
};

void Putting::open_targets() {
  std::vector<std::string> names = m_context.archive_tiers();
  if (m_options.place) {
    if (std::find(names.begin(), names.end(), *m_options.place) == names.end())
      throw_usage("--place " + *m_options.place,
                  "is no archive place of this chantier: intermediate, or nas "
                  "where the chantier file has one");
    names = {*m_options.place};
  }
  for (const std::string& name : names) {
    Tier& tier = *m_context.tier(name);
    if (tier.online())
      m_targets.emplace(name, Target(tier));
    else if (tier.refused)
      m_refusals += (m_refusals.empty() ? "" : "; ") + name + ": " + tier.offline;
    else
      report_offline(name, tier, m_reporter, m_summary);
  }
}

// One under way elsewhere holds its dalle's lock.
void Putting::remove_unfinished(store::Place& place) {
  each_unfinished(place, m_context.chantier().id + "/", m_reporter, m_summary,
                  [&](const store::Unfinished& upload) {
                    const std::string told = told_of(place, upload);
                    const auto dalle = m_context.dalle_of(upload.key);
                    if (!dalle)
                      return m_reporter.note(1, told + " is of no dalle of this chantier; left alone");
                    const auto lock = m_context.catalog().try_dalle(*dalle);
                    if (!lock)
                      return m_reporter.note(1, told + " may be under way in another process; left alone");
                    abandon(place, upload, m_context.mode(), m_reporter);
                  });
}

void Putting::collect(const catalog::Record& record) {
  Task task;
  if (record.revision > 1)
    for (const catalog::Record& before : m_context.catalog().revisions(record.key, record.millesime))
      if (before.revision < record.revision) add_item(before, false, task);
  add_item(record, true, task);
  m_tasks.push_back(std::move(task));
}

void Putting::add_item(const catalog::Record& record, bool current, Task& task) {
  if (const catalog::Product* product = record.product("lossless"))
    task.push_back({record.key, record.millesime, record.revision, current, slim(*product)});
}

void Putting::plan_one(Item& item) {
  for (auto& [name, target] : m_targets)
    if (!catalog::pruned_in(item.product, name) && (m_options.overwrite || lacks(target, item.product)))
      item.targets.push_back(name);
  item.release = m_options.release && item.product.copy_in("work") != nullptr &&
                 catalog::pruned_of(item.product).empty();
}

// A place that goes away while it is asked is left for later; the others are filled.
bool Putting::lacks(Target& target, const catalog::Product& product) {
  if (target.given_up()) return false;
  try {
    return !holds(target.tier(), product);
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() != ErrorKind::retry) throw;
    target.stop(error.what());
    return false;
  }
}

// Object stores have no bound, and to ask them of each object takes time.
void Putting::want_room(const Item& item) {
  for (const std::string& name : item.targets) {
    Target& target = m_targets.at(name);
    if (!target.tier().remote && !target.place().stat(m_copier.key_of(item, name)))
      target.bytes_wanted += item.product.size_bytes;
  }
}

void Putting::plan() {
  parallel_for(m_tasks.size(), m_context.jobs_for(m_options.jobs), [&](std::size_t i) {
    for (Item& item : m_tasks[i]) plan_one(item);
    std::erase_if(m_tasks[i], [](const Item& item) { return item.idle(); });
  });
  m_summary.skipped += std::erase_if(m_tasks, [](const Task& task) { return task.empty(); });
  for (const Task& task : m_tasks)
    for (const Item& item : task) want_room(item);
}

void Putting::check_room() const {
  std::string shortfalls;
  for (const auto& [name, target] : m_targets) {
    const std::uint64_t free = target.bytes_wanted > 0 ? target.place().free_bytes() : 0;
    if (free >= target.bytes_wanted) continue;
    shortfalls += (shortfalls.empty() ? "" : "; ") + name + " needs " + bytes_text(target.bytes_wanted) +
                  ", " + bytes_text(free) + " are free: make room for " +
                  bytes_text(target.bytes_wanted - free);
  }
  if (!shortfalls.empty()) throw_failed("pcrs-archive put", shortfalls);
}

void Putting::work(const Task& task, Outcome& outcome) {
  outcome.dalle = m_context.key_text(task.front().key);
  try {
    const auto lock = m_context.catalog().try_dalle(task.front().key);
    outcome.busy = !lock;
    if (!lock) return;
    for (const Item& item : task) {
      for (const std::string& name : item.targets) m_copier.copy_to(item, name, outcome);
      if (item.release) m_copier.release(item, outcome);
    }
  } catch (const Error& error) {
    // Without its catalog the run is blind: no copy may be made that is not recorded.
    if (error.where().starts_with(m_context.catalog().root().string())) throw;
    outcome.failed(error, "copy.failed");
  }
}

// Copies that are read to be sure of them, before they are replaced or the work file goes.
void Putting::announce() {
  for (const std::string& name : m_context.archive_tiers()) {
    if (!m_context.tier(name)->remote || !m_context.tier(name)->online()) continue;
    std::uint64_t objects = 0, bytes = 0;
    for (const Task& task : m_tasks)
      for (const Item& item : task) {
        const bool target = std::find(item.targets.begin(), item.targets.end(), name) != item.targets.end();
        if (item.product.copy_in(name) == nullptr || !(target ? m_options.overwrite : item.release)) continue;
        ++objects;
        bytes += item.product.size_bytes;
      }
    if (objects > 0) announce_reading(m_context, name, objects, bytes, m_reporter);
  }
}

void Putting::finish() {
  std::string given_up;
  for (const auto& [name, target] : m_targets) {
    if (target.went_offline()) {
      m_reporter.finding({name, "place.offline", target.reason(), Severity::warning});
      ++m_summary.busy;
    } else if (!target.reason().empty()) {
      given_up += (given_up.empty() ? "" : "; ") + name + " refused " + std::to_string(failures_to_give_up) +
                  " copies in a row, the rest was not tried, the last: " + target.reason();
    }
  }
  if (!m_refusals.empty()) given_up += (given_up.empty() ? "" : "; ") + m_refusals;
  if (!given_up.empty()) throw_failed("pcrs-archive put", given_up);
}

Summary Putting::run() {
  open_targets();
  for (auto& entry : m_targets) remove_unfinished(entry.second.place());
  m_context.each_newest(m_options.selection, m_reporter, m_summary,
                        [&](const catalog::Record& record) { collect(record); });
  if (m_options.selection.dalles.empty() && !m_options.overwrite)
    m_context.list_remote_tiers(m_options.selection.millesime);
  plan();
  m_context.forget_lists();
  check_room();
  announce();
  std::vector<Outcome> outcomes(m_tasks.size());
  parallel_ordered(
      m_tasks.size(), m_context.jobs_for(m_options.jobs),
      [&](std::size_t i) { work(m_tasks[i], outcomes[i]); },
      [&](std::size_t i) {
        deliver(outcomes[i], m_reporter, m_summary);
        m_reporter.progress(i + 1, m_tasks.size(), "dalles");
      });
  finish();
  return std::move(m_summary);
}

}  // namespace

Summary put(const PutOptions& options, Reporter& reporter) {
  return Putting(options, reporter).run();
}

}  // namespace pcrs::step::archive
