// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "catalog/journal.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_check.hpp"
#include "step/archive_context.hpp"
#include "step/archive_outcome.hpp"
#include "store/digest.hpp"
#include "store/fetch.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Reading the NAS costs nothing, the object store bills each byte: it comes last.
const std::vector<std::string> sources{"work", "hot", "nas", "intermediate"};

struct Task {
  grid::DalleKey key;
  int revision = 1;
  catalog::Product product;
  fs::path target;
};

enum class Present { absent, same, other };

class Getting {
 public:
  Getting(const GetOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_context(options.selection.chantier_file, options.selection.millesime, options.mode,
                  {.limit_bytes_s = options.limit_bytes_s}),
        m_journal(m_context.catalog().root(), tool_name, options.mode) {}

  Summary run();

 private:
  bool into_work() const { return !m_options.output; }
  void collect(const catalog::Record& newest);
  void add_task(const catalog::Record& record);
  std::string work_key(const catalog::Product& product) const;
  fs::path target_of(const catalog::Product& product);
  void check_room();
  Present present(const Task& task) const;
  void work(const Task& task, Outcome& outcome);
  void restore(const Task& task, Outcome& outcome);
  bool restore_from(const Task& task, const std::string& from, Outcome& outcome);
  struct Fault {
    std::string text{};        ///< empty: none
    const char* by = nullptr;  ///< as catalog::Damage::by; none: it says nothing of the copy
  };
  Fault copy_checked(Tier& tier, const std::string& key, const Task& task) const;
  void mark(const Task& task, const std::string& from, const Fault& fault);
  void tell_no_copy(const Task& task, Outcome& outcome);
  void record_restored(const Task& task, const std::string& from, Outcome& outcome);

  const GetOptions& m_options;
  Reporter& m_reporter;
  Context m_context;
  catalog::Journal m_journal;
  std::vector<Task> m_tasks;
  Summary m_summary;
};

std::string Getting::work_key(const catalog::Product& product) const {
  if (const catalog::Copy* copy = product.copy_in("work")) return copy->key;
  return product.kind + "/" + std::to_string(m_context.millesime()) + "/" + product.name;
}

fs::path Getting::target_of(const catalog::Product& product) {
  if (m_options.output) return *m_options.output / product.name;
  return m_context.chantier().work / work_key(product);
}

void Getting::collect(const catalog::Record& newest) {
  if (!m_options.revision || *m_options.revision == newest.revision) return add_task(newest);
  if (const auto record = m_context.catalog().load(newest.key, newest.millesime, *m_options.revision))
    return add_task(*record);
  ++m_summary.rejected;
  m_reporter.finding({newest.dalle, "record.missing",
                      "has no revision " + std::to_string(*m_options.revision) + ", the newest is " +
                          std::to_string(newest.revision),
                      Severity::error, newest.dalle});
}

void Getting::add_task(const catalog::Record& record) {
  const catalog::Product* product = record.product(m_options.product);
  if (product == nullptr) {
    ++m_summary.rejected;
    m_reporter.finding({record.dalle, "product.missing", "has no " + m_options.product + " product yet",
                        Severity::error, record.dalle});
    return;
  }
  const catalog::Product* cog = record.product("cog");
  const std::vector<std::string> from_it{product->sha256};
  if (m_options.for_cog && cog != nullptr && cog->derived_from == from_it)
    ++m_summary.skipped;
  else
    m_tasks.push_back({record.key, record.revision, slim(*product), target_of(*product)});
}

void Getting::check_room() {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const Task& task : m_tasks)
    if (!fs::exists(task.target, error)) bytes += task.product.size_bytes;
  const fs::path folder = m_options.output.value_or(m_context.chantier().work);
  if (bytes > 0) store::require_space(folder, bytes, "restoring " + m_options.product + " dalles");
}

Present Getting::present(const Task& task) const {
  std::error_code error;
  const auto size = fs::file_size(task.target, error);
  if (error == std::errc::no_such_file_or_directory) return Present::absent;
  if (error || size != task.product.size_bytes) return Present::other;
  if (m_options.trust || m_options.for_cog) return Present::same;
  return store::sha256_file(task.target) == task.product.sha256 ? Present::same : Present::other;
}

void Getting::record_restored(const Task& task, const std::string& from, Outcome& outcome) {
  const std::string dalle = m_context.key_text(task.key);
  if (into_work())
    m_context.catalog().update(
        task.key, m_context.millesime(),
        [&](catalog::Record& record) {
          catalog::Product* product = record.product(task.product.kind);
          if (product != nullptr && product->sha256 == task.product.sha256 && !product->copy_in("work"))
            product->add_copy({"work", work_key(task.product), utc_text(now()), "fsync", {}});
        },
        task.revision);
  const Json facts{{"from", from},
                   {"path", task.target.string()},
                   {"revision", task.revision},
                   {"size_bytes", task.product.size_bytes},
                   {"sha256", task.product.sha256}};
  m_journal.write("get", dalle, facts);
  Json json{{"dalle", dalle}};
  json.update(facts);
  outcome.result(task.target.string(), std::move(json));
  outcome.bytes_read += task.product.size_bytes;
  outcome.bytes_written += task.product.size_bytes;
  ++outcome.done;
}

// Restores one copy, or says what is wrong with it. Nothing carries the final name before its digest is
// right.
Getting::Fault Getting::copy_checked(Tier& tier, const std::string& key, const Task& task) const {
  const auto limited = [&](auto source) { return m_context.limited(std::move(source), tier.remote); };
  const auto unfit = store::fetch(*tier.place, {key, task.product.size_bytes, task.product.sha256},
                                  task.target, m_options.mode, limited);
  if (!unfit) return {};
  switch (unfit->how) {
    case store::Unfit::How::missing:
      return {is_missing, "inventory"};
    case store::Unfit::How::wrong_size:
      return {unfit->text, "inventory"};
    case store::Unfit::How::wrong_bytes:
      return {unfit->text, "read"};
    case store::Unfit::How::unreadable:
      break;
  }
  return {unfit->text, tier.remote ? nullptr : "read"};  // a store may refuse what is sound
}

// True when it is restored.
bool Getting::restore_from(const Task& task, const std::string& from, Outcome& outcome) {
  Tier* tier = m_context.tier(from);
  const catalog::Copy* copy = task.product.copy_in(from);
  if (tier == nullptr || copy == nullptr) return false;
  if (!tier->online()) {
    outcome.busy = outcome.busy || !tier->refused;
    return false;
  }
  Fault fault;
  try {
    fault = copy_checked(*tier, copy->key, task);
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() != ErrorKind::retry) throw;
    m_reporter.note(1, std::string(error.what()) + "; trying the next copy");
    outcome.busy = true;
    return false;
  }
  if (fault.text.empty()) {
    record_restored(task, from, outcome);
    return true;
  }
  const bool gone = fault.text == is_missing;
  if (gone && from == "work") return false;  // work is emptied at will
  mark(task, from, fault);
  const std::string rule = gone ? "copy.missing" : "copy.damaged";
  outcome.fault(tier->place->location(copy->key), rule, fault.text + "; trying the next copy");
  m_journal.write("get", outcome.dalle, {{"place", from}, {"key", copy->key}}, fault.text);
  return false;
}

void Getting::mark(const Task& task, const std::string& from, const Fault& fault) {
  if (fault.by == nullptr || task.product.kind != "lossless") return;
  mark_bad_copy(m_context, {task.key, m_context.millesime(), task.revision}, task.product, from, fault.text,
                fault.by);
}

void Getting::restore(const Task& task, Outcome& outcome) {
  for (const std::string& from : m_context.cheapest_first(sources)) {
    if (into_work() && from == "work") continue;
    if (!restore_from(task, from, outcome)) continue;
    outcome.busy = false;  // an earlier place was away, and it did not matter
    return;
  }
  tell_no_copy(task, outcome);
}

void Getting::tell_no_copy(const Task& task, Outcome& outcome) {
  std::string gone;
  for (const catalog::Pruned& pruned : catalog::pruned_of(task.product))
    gone += "; in " + pruned.copy.place + " it " + (pruned.at.empty() ? "" : "was ") + catalog::words(pruned);
  if (!gone.empty() && !outcome.busy)
    return outcome.fault(task.product.name, "copy.pruned",
                         "revision " + std::to_string(task.revision) + " is in no place any more" + gone);
  std::string refusals;
  for (const std::string& name : sources)
    if (const Tier* const tier = m_context.tier(name);
        tier != nullptr && tier->refused && task.product.copy_in(name))
      refusals += "; " + name + " does not let us in: " + tier->offline;
  if (!outcome.busy)
    outcome.fault(task.product.name, "copy.none",
                  (refusals.empty() ? "no sound copy is left in any place"
                                    : "no sound copy in the places that let us in") +
                      refusals);
  else
    outcome.findings.push_back({task.product.name, "place.offline",
                                "no sound copy in the places that answer; run this again when all do",
                                Severity::warning, outcome.dalle});
}

void Getting::work(const Task& task, Outcome& outcome) {
  outcome.dalle = m_context.key_text(task.key);
  try {
    const auto lock = into_work() ? m_context.catalog().try_dalle(task.key) : store::Lock::none();
    if (!lock) {
      outcome.busy = true;
      return;
    }
    const Present there = present(task);
    if (there == Present::same) {
      ++outcome.skipped;
    } else if (there == Present::other && !into_work() && !m_options.overwrite) {
      outcome.fault(task.target.string(), "target.exists", "is another file; move it, or give --overwrite");
    } else {
      if (there == Present::other && into_work())
        outcome.fault(task.target.string(), "copy.damaged", "is not what the record says; restoring it");
      restore(task, outcome);
    }
  } catch (const Error& error) {
    // A target that takes nothing takes no other dalle either.
    if (task.target.string().starts_with(error.where())) throw;
    outcome.failed(error, "copy.damaged");
  }
}

Summary Getting::run() {
  Tier& work_tier = *m_context.tier("work");
  if (into_work() && !work_tier.online()) throw_retry(m_context.chantier().work.string(), work_tier.offline);
  m_context.each_record(m_options.selection.dalles, m_reporter, m_summary,
                        [&](const catalog::Record& record) { collect(record); });
  check_room();
  std::vector<Outcome> outcomes(m_tasks.size());
  parallel_ordered(
      m_tasks.size(), m_context.jobs_for(m_options.jobs),
      [&](std::size_t i) { work(m_tasks[i], outcomes[i]); },
      [&](std::size_t i) {
        deliver(outcomes[i], m_reporter, m_summary);
        m_reporter.progress(i + 1, m_tasks.size(), "dalles");
      });
  return std::move(m_summary);
}

}  // namespace

Summary get(const GetOptions& options, Reporter& reporter) {
  return Getting(options, reporter).run();
}

}  // namespace pcrs::step::archive
