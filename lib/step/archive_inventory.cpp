// SPDX-License-Identifier: Apache-2.0
#include "step/archive_inventory.hpp"

#include <map>
#include <mutex>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "step/archive_check.hpp"
#include "step/archive_outcome.hpp"

namespace pcrs::step::archive {

namespace {

constexpr const char* remedy = "; pcrs-archive repair makes it again from a sound copy";

class Inventory {
 public:
  Inventory(const InventoryOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_context(options.selection.chantier_file, options.selection.millesime, options.mode,
                  {.limit_bytes_s = options.limit_bytes_s}) {}

  Summary run();

 private:
  void collect(const catalog::Record& record);
  void look(Inspected& dalle, const ScrubNotes& notes);
  void look(Inspected& dalle, Check& check);
  void read(const Inspected& dalle, Check& check, Outcome& outcome);
  void judge(const Inspected& dalle, const Check& check, const Error& error, Outcome& outcome);
  void work(Inspected& dalle, Outcome& outcome);
  void keep(const Inspected& dalle);
  void tell(const Inspected& dalle, const Check& check, Outcome& outcome);
  void stop(const std::string& place, const std::string& why);
  bool stopped(const std::string& place);
  void work_all();
  Tier& tier(const Check& check) { return *m_context.tier(check.place); }

  const InventoryOptions& m_options;
  Reporter& m_reporter;
  Context m_context;
  std::vector<std::string> m_places;
  std::vector<Inspected> m_all;
  std::mutex m_mutex;
  std::map<std::string, std::string> m_stopped;  ///< places that went away meanwhile
  Summary m_summary;
};

void Inventory::stop(const std::string& place, const std::string& why) {
  const std::lock_guard lock(m_mutex);
  m_stopped.emplace(place, why);
}

bool Inventory::stopped(const std::string& place) {
  const std::lock_guard lock(m_mutex);
  return m_stopped.count(place) > 0;
}

void Inventory::collect(const catalog::Record& record) {
  const catalog::Product* product = record.product("lossless");
  if (product == nullptr) return;
  note_pruned(record, m_reporter);
  Inspected dalle{record.key, record.dalle, record.millesime, record.revision, slim(*product)};
  for (const std::string& place : m_places)
    if (const catalog::Copy* copy = product->copy_in(place)) dalle.checks.push_back({place, *copy});
  if (!dalle.checks.empty()) m_all.push_back(std::move(dalle));
}

// An error of a folder is the copy's; an object store that answers "no" says nothing of the object.
void Inventory::look(Inspected& dalle, Check& check) {
  if (stopped(check.place)) return;
  try {
    check.fault = look_fault(tier(check), check.copy, dalle.product);
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() == ErrorKind::retry || tier(check).remote) return stop(check.place, error.what());
    check.fault = error.message();
  }
  check.looked_at = check.fault_at = utc_text(now());
  check.fault_by = "inventory";
}

void Inventory::look(Inspected& dalle, const ScrubNotes& notes) {
  for (Check& check : dalle.checks) {
    look(dalle, check);
    notes.take(check, dalle.product);
  }
}

void Inventory::judge(const Inspected& dalle, const Check& check, const Error& error, Outcome& outcome) {
  rethrow_interrupt(error);
  if (error.kind() == ErrorKind::retry) return stop(check.place, error.what());
  outcome.fault(tier(check).place->location(check.copy.key), "copy.unreadable",
                "of revision " + std::to_string(dalle.revision) + ": " + error.message());
}

void Inventory::read(const Inspected& dalle, Check& check, Outcome& outcome) {
  if (stopped(check.place)) return;
  try {
    check.fault = read_fault(m_context, tier(check), check.copy, dalle.product);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::retry || tier(check).remote) return judge(dalle, check, error, outcome);
    rethrow_interrupt(error);
    check.fault = error.message();
  }
  const std::string at = utc_text(now());
  outcome.bytes_read += dalle.product.size_bytes;
  if (check.fault.empty()) {
    check.read_at = at;
    check.read_how = "read";
  } else {
    check.read_at.clear();
    check.fault_by = "read";
    check.fault_at = at;
  }
}

void Inventory::keep(const Inspected& dalle) {
  m_context.catalog().update(
      dalle.key, dalle.millesime,
      [&](catalog::Record& record) {
        catalog::Product* product = record.product("lossless");
        if (product == nullptr || product->sha256 != dalle.product.sha256) return;
        for (const Check& check : dalle.checks)
          for (catalog::Copy& copy : product->copies)
            if (copy.place == check.place) keep_findings(check, copy);
      },
      dalle.revision);
}

void Inventory::tell(const Inspected& dalle, const Check& check, Outcome& outcome) {
  if (check.looked_at.empty()) return;
  const std::string path = tier(check).place->location(check.copy.key);
  const auto known = catalog::damage_of(check.copy);
  std::string fault = check.fault;
  if (fault.empty() && known && known->by == "read" && check.read_at.empty())
    fault = known->how + " (found on " + known->at + ")";
  const std::string state = fault.empty() ? "ok" : fault == is_missing ? "missing" : "damaged";
  if (fault.empty())
    ++outcome.done;
  else
    outcome.fault(path, state == "missing" ? "copy.missing" : "copy.damaged", fault + remedy);
  Json json{{"dalle", dalle.dalle},
            {"millesime", dalle.millesime},
            {"revision", dalle.revision},
            {"place", check.place},
            {"key", check.copy.key},
            {"path", path},
            {"size_bytes", dalle.product.size_bytes},
            {"state", state},
            {"inventoried_at", check.looked_at}};
  if (!check.read_at.empty()) json.update({{"verified_at", check.read_at}, {"verified_how", check.read_how}});
  outcome.result(fault.empty() ? path : "", std::move(json));
}

void Inventory::work(Inspected& dalle, Outcome& outcome) {
  outcome.dalle = dalle.dalle;
  if (m_options.mode == store::WriteMode::real)
    for (Check& check : dalle.checks)
      if (check.to_read) read(dalle, check, outcome);
  keep(dalle);
  for (const Check& check : dalle.checks) tell(dalle, check, outcome);
}

void Inventory::work_all() {
  std::vector<Outcome> outcomes(m_all.size());
  parallel_ordered(
      m_all.size(), m_context.jobs_for(m_options.jobs), [&](std::size_t i) { work(m_all[i], outcomes[i]); },
      [&](std::size_t i) {
        deliver(outcomes[i], m_reporter, m_summary);
        m_reporter.progress(i + 1, m_all.size(), "dalles");
      });
}

Summary Inventory::run() {
  m_places = m_context.asked_tiers(m_options.place, m_reporter, m_summary);
  m_context.each_revision(m_options.selection, m_reporter, m_summary,
                          [&](const catalog::Record& record) { collect(record); });
  if (m_options.selection.dalles.empty()) m_context.list_remote_tiers(m_options.selection.millesime);
  const ScrubNotes notes(m_context, m_places, m_reporter, m_summary);
  parallel_for(m_all.size(), m_context.jobs_for(m_options.jobs),
               [&](std::size_t i) { look(m_all[i], notes); });
  m_context.forget_lists();
  if (m_options.share > 0)
    m_summary.more["readings"] = choose_readings(m_context, m_options.share, m_all, m_reporter);
  work_all();
  for (const auto& [place, why] : m_stopped) {
    m_reporter.finding({place, "place.offline", why, Severity::warning});
    ++m_summary.busy;
  }
  return std::move(m_summary);
}

}  // namespace

void keep_findings(const Check& check, catalog::Copy& copy) {
  if (copy.key != check.copy.key || copy.verified_at != check.copy.verified_at) return;
  if (check.looked_at.empty()) return;
  catalog::set_inventoried(copy, check.looked_at);
  const auto known = catalog::damage_of(copy);
  // What is back as it was is no loss; rot only reading can clear.
  if (check.fault.empty() && known && known->by == "inventory") catalog::clear_damage(copy);
  if (!check.fault.empty() && (!known || known->how != check.fault))
    catalog::mark_damaged(
        copy, {check.fault_at, check.fault, known && known->by == "read" ? known->by : check.fault_by});
  if (check.fault.empty() && !check.read_at.empty()) catalog::set_read(copy, check.read_at, check.read_how);
}

Summary inventory(const InventoryOptions& options, Reporter& reporter) {
  return Inventory(options, reporter).run();
}

}  // namespace pcrs::step::archive
