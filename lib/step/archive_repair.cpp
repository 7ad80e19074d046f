// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "catalog/copy_proof.hpp"
#include "step/archive_check.hpp"
#include "step/archive_copier.hpp"

namespace pcrs::step::archive {

namespace {

class Repair {
 public:
  Repair(const RepairOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_context(options.selection.chantier_file, options.selection.millesime, options.mode,
                  {.limit_bytes_s = options.limit_bytes_s}),
        m_copier(m_context, m_targets, {.overwrite = true, .read_back = true, .action = "repair"}) {}

  Summary run();

 private:
  void collect(const catalog::Record& record);
  bool needs(const std::string& place, const catalog::Product& product);
  void plan();
  void work(const Item& planned, Outcome& outcome);
  void repair(const Item& item, const std::string& place, Outcome& outcome);
  void tell_none(const Item& item, const std::string& place, Outcome& outcome);
  bool other_place_is_away(const Item& item, const std::string& place);
  void finish();

  const RepairOptions& m_options;
  Reporter& m_reporter;
  Context m_context;
  std::map<std::string, Target> m_targets;
  Copier m_copier;
  std::vector<Item> m_items;
  Summary m_summary;
};

void Repair::collect(const catalog::Record& record) {
  note_pruned(record, m_reporter);
  if (const catalog::Product* product = record.product("lossless"))
    m_items.push_back(
        {record.key, record.millesime, record.revision, record.state == "current", slim(*product)});
}

// Marked, or plainly not what the record says. A copy that was never made is put's business.
bool Repair::needs(const std::string& place, const catalog::Product& product) {
  const catalog::Copy* copy = product.copy_in(place);
  Target& target = m_targets.at(place);
  if (copy == nullptr || target.given_up()) return false;
  if (catalog::damage_of(*copy)) return true;
  try {
    return !look_fault(target.tier(), *copy, product).empty();
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() != ErrorKind::retry && !target.tier().remote) return true;
    target.stop(error.what());
    return false;
  }
}

void Repair::plan() {
  parallel_for(m_items.size(), m_context.jobs_for(m_options.jobs), [&](std::size_t i) {
    for (const auto& [place, target] : m_targets)
      if (needs(place, m_items[i].product)) m_items[i].targets.push_back(place);
  });
  m_summary.skipped += std::erase_if(m_items, [](const Item& item) { return item.idle(); });
}

bool Repair::other_place_is_away(const Item& item, const std::string& place) {
  return std::any_of(item.product.copies.begin(), item.product.copies.end(), [&](const catalog::Copy& copy) {
    const Tier* const tier = copy.place == "hot" ? nullptr : m_context.tier(copy.place);
    return copy.place != place && tier != nullptr && !tier->online();
  });
}

void Repair::tell_none(const Item& item, const std::string& place, Outcome& outcome) {
  const std::string what =
      "the copy in " + place + " of revision " + std::to_string(item.revision) + " cannot be made again: ";
  if (other_place_is_away(item, place)) {
    outcome.busy = true;
    outcome.findings.push_back({item.product.name, "place.offline",
                                what + "a place that may hold a sound one does not answer; run this again",
                                Severity::warning, outcome.dalle});
    return;
  }
  outcome.fault(
      item.product.name, "copy.none",
      what + "no other copy is sound; " +
          (item.current ? "make the dalle again with pcrs-tile --overwrite, from its delivery or "
                          "what pcrs-archive restore brings back of it, and run this again"
                        : "look for one outside: this revision is superseded and is not made again"));
}

void Repair::repair(const Item& item, const std::string& place, Outcome& outcome) {
  if (m_targets.at(place).given_up()) return;
  if (!m_copier.try_sources(item, place, outcome)) tell_none(item, place, outcome);
}

void Repair::work(const Item& planned, Outcome& outcome) {
  outcome.dalle = m_context.key_text(planned.key);
  try {
    const auto lock = m_context.catalog().try_dalle(planned.key);
    outcome.busy = !lock;
    if (!lock) return;
    const auto record = m_context.catalog().load(planned.key, planned.millesime, planned.revision);
    const catalog::Product* product = record ? record->product("lossless") : nullptr;
    if (product == nullptr) return;
    Item item = planned;
    item.product = slim(*product);
    // Another process may have mended it since it was planned.
    for (const std::string& place : planned.targets)
      if (needs(place, item.product)) repair(item, place, outcome);
  } catch (const Error& error) {
    if (error.where().starts_with(m_context.catalog().root().string())) throw;
    outcome.failed(error, "copy.failed");
  }
}

void Repair::finish() {
  std::string given_up;
  for (const auto& [place, target] : m_targets) {
    if (target.went_offline()) {
      m_reporter.finding({place, "place.offline", target.reason(), Severity::warning});
      ++m_summary.busy;
    } else if (!target.reason().empty()) {
      given_up +=
          (given_up.empty() ? "" : "; ") + place + " refused copy after copy, the last: " + target.reason();
    }
  }
  if (!given_up.empty()) throw_failed("pcrs-archive repair", given_up);
}

Summary Repair::run() {
  for (const std::string& place : m_context.asked_tiers(std::nullopt, m_reporter, m_summary))
    m_targets.emplace(place, Target(*m_context.tier(place)));
  m_context.each_revision(m_options.selection, m_reporter, m_summary,
                          [&](const catalog::Record& record) { collect(record); });
  if (m_options.selection.dalles.empty()) m_context.list_remote_tiers(m_options.selection.millesime);
  plan();
  m_context.forget_lists();
  std::vector<Outcome> outcomes(m_items.size());
  parallel_ordered(
      m_items.size(), m_context.jobs_for(m_options.jobs),
      [&](std::size_t i) { work(m_items[i], outcomes[i]); },
      [&](std::size_t i) {
        deliver(outcomes[i], m_reporter, m_summary);
        m_reporter.progress(i + 1, m_items.size(), "dalles");
      });
  finish();
  return std::move(m_summary);
}

}  // namespace

Summary repair(const RepairOptions& options, Reporter& reporter) {
  return Repair(options, reporter).run();
}

}  // namespace pcrs::step::archive
