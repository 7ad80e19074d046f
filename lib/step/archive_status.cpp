// SPDX-License-Identifier: Apache-2.0
#include "step/archive_status.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "catalog/copy_proof.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_check.hpp"
#include "step/archive_policy.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Records looked at together: enough for the threads, little for the memory, whatever the territory.
constexpr std::size_t batch = 1024;
constexpr UnixTime heartbeat_limit_s = UnixTime{2} * 86'400;

struct Look {
  CopyState state;
  std::string fault;
};

// A look does not see what reading found.
std::string read_before(const catalog::Copy& copy) {
  const auto damage = catalog::damage_of(copy);
  return damage && damage->by == "read" ? damage->how + " (found on " + damage->at + ")" : "";
}

Look look_at(Context& context, const std::string& name, const catalog::Product& product, bool verify) {
  Tier* tier = context.tier(name);
  const catalog::Copy* copy = product.copy_in(name);
  const auto pruned = catalog::pruned_in(product, name);
  if (copy == nullptr && pruned) return {{name, "pruned", "", catalog::words(*pruned)}, ""};
  if (copy == nullptr || tier == nullptr) return {{name, "missing", ""}, "has no recorded copy in " + name};
  const std::string path = tier->place->location(copy->key);
  if (!tier->online()) return {{name, "offline", path}, ""};
  try {
    std::string fault = look_fault(*tier, *copy, product);
    if (fault.empty()) fault = verify ? read_fault(context, *tier, *copy, product) : read_before(*copy);
    if (fault.empty()) return {{name, "ok", path}, ""};
    return {{name, fault == is_missing ? "missing" : "damaged", path}, fault};
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.kind() == ErrorKind::retry) return {{name, "offline", path}, ""};
    return {{name, "damaged", path}, error.message()};
  }
}

std::string remedy(const CopyState& copy, const std::string& product) {
  const std::string again = copy.state == "damaged" ? " --overwrite" : "";
  if (copy.tier == "hot")
    return "; publish it with pcrs-publish site" + again +
           " (pcrs-compress --overwrite first, if its work file is " + "gone or the same file)";
  if (copy.tier == "work")
    return product == "cog" ? "; make it again with pcrs-compress --overwrite"
                            : "; restore it with pcrs-archive get";
  return product == "lossless" ? "; copy it with pcrs-archive put" + again : "";
}

class Telling {
 public:
  Telling(const StatusOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_context(options.selection.chantier_file, options.selection.millesime, store::WriteMode::dry_run) {}

  Summary run() {
    check_heartbeat();
    if (m_options.verify) announce();
    if (m_options.selection.dalles.empty()) m_context.list_remote_tiers();
    m_context.each_record(m_options.selection.dalles, m_reporter, m_summary,
                          [&](const catalog::Record& record) {
                            m_records.push_back(record);
                            if (m_records.size() >= batch) tell_batch();
                          });
    tell_batch();
    report_tiers();
    apply_policy();
    return std::move(m_summary);
  }

 private:
  void check_heartbeat();
  void announce();
  void tell_batch();
  void tell(const catalog::Record& record, std::set<std::string>& bad, Outcome& outcome);
  void report_tiers();
  void apply_policy();
  static std::string name_of(const catalog::Record& record);

  const StatusOptions& m_options;
  Reporter& m_reporter;
  Context m_context;
  std::vector<catalog::Record> m_records;
  std::set<std::string> m_used;
  std::map<std::string, std::set<std::string>> m_bad;  ///< places whose copy is not what a record says
  Summary m_summary;
};

void Telling::tell_batch() {
  const bool history = m_options.selection.dalles.size() == 1;
  std::vector<Outcome> outcomes(m_records.size());
  std::vector<std::set<std::string>> bad(m_records.size());
  const auto look = [&](std::size_t i) {
    outcomes[i].dalle = m_records[i].dalle;
    try {
      if (history)
        tell_history(m_context, m_records[i], m_options.verify, outcomes[i]);
      else
        tell(m_records[i], bad[i], outcomes[i]);
    } catch (const Error& error) {
      outcomes[i].failed(error, "record.unreadable");
    }
  };
  parallel_ordered(m_records.size(), m_context.jobs_for(m_options.jobs), look, [&](std::size_t i) {
    deliver(outcomes[i], m_reporter, m_summary);
    if (!bad[i].empty()) m_bad[name_of(m_records[i])] = std::move(bad[i]);
  });
  for (const catalog::Record& record : m_records)
    for (const catalog::Product& product : record.products)
      for (const std::string& name : wanted_tiers(m_context, product)) m_used.insert(name);
  m_records.clear();
}

// What --verify reads at object stores: of one dalle every revision, else the newest of each.
void Telling::announce() {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> plans;  // objects, bytes
  const auto count = [&](const catalog::Record& record) {
    for (const catalog::Product& product : record.products)
      for (const catalog::Copy& copy : product.copies)
        if (const Tier* tier = m_context.tier(copy.place);
            tier != nullptr && tier->remote && tier->online()) {
          ++plans[copy.place].first;
          plans[copy.place].second += product.size_bytes;
        }
  };
  NullReporter quiet;
  Summary ignored;
  if (m_options.selection.dalles.size() == 1)
    m_context.each_revision(m_options.selection, quiet, ignored, count);
  else
    m_context.each_record(m_options.selection.dalles, quiet, ignored, count);
  for (const auto& [place, plan] : plans)
    announce_reading(m_context, place, plan.first, plan.second, m_reporter);
}

void Telling::check_heartbeat() {
  const fs::path file = m_context.catalog().root() / "heartbeat";
  std::error_code error;
  if (!fs::exists(file, error))
    return m_reporter.note(1, file.string() + ": nightly.sh has left no sign of life yet");
  const std::string text = store::read_file(file);
  const auto time = parse_utc(text.substr(0, text.find('\n')));
  if (time && now() - *time <= heartbeat_limit_s) return;
  ++m_summary.rejected;
  m_reporter.finding({file.string(), "heartbeat.old",
                      (time ? "nightly.sh last ended on " + utc_text(*time) + ", over two days ago"
                            : std::string("holds no date")) +
                          "; look at cron and at its mail",
                      Severity::error});
}

void Telling::tell(const catalog::Record& record, std::set<std::string>& bad, Outcome& outcome) {
  Json products = Json::array();
  std::string lines;
  for (const catalog::Product& product : record.products) {
    const std::vector<CopyState> states =
        copy_states(m_context, product, true, record.state == "withdrawn", m_options.verify, outcome);
    products.push_back(to_json(product, states));
    lines += (lines.empty() ? "" : "\n") + record.dalle + " r" + std::to_string(record.revision) + " " +
             product.kind;
    for (const CopyState& state : states) lines += " " + state.tier + "=" + state.state;
    if (product.kind != "lossless") continue;
    for (const CopyState& state : states)
      if (state.state == "missing" || state.state == "damaged") bad.insert(state.tier);
    const std::string broken = verdict_of(m_context, product, bad, now()).words();
    if (!broken.empty()) lines += " policy=" + broken;
    products.back()["policy"] = broken;
  }
  for (const char* kind : {"lossless", "cog"})
    if (record.product(kind) == nullptr)
      outcome.fault(record.dalle, "product.missing",
                    std::string("has no ") + kind + " product yet; make it with " +
                        (std::string_view(kind) == "cog" ? "pcrs-compress" : "pcrs-tile"),
                    Severity::warning);
  outcome.done = outcome.rejected ? 0 : 1;
  outcome.result(lines, {{"dalle", record.dalle},
                         {"millesime", record.millesime},
                         {"revision", record.revision},
                         {"state", record.state},
                         {"products", products}});
}

void Telling::report_tiers() {
  for (const std::string& name : m_used)
    if (Tier* tier = m_context.tier(name); tier != nullptr && !tier->online())
      report_offline(name, *tier, m_reporter, m_summary);
}

std::string Telling::name_of(const catalog::Record& record) {
  return record.dalle + "-" + std::to_string(record.millesime) + "-r" + std::to_string(record.revision);
}

// What the policy minds is every revision of every year, which the table does not show. Records that cannot
// be read were told with the table, or are by inventory.
void Telling::apply_policy() {
  Policy policy(m_context);
  NullReporter quiet;
  Summary ignored;
  const std::set<std::string> none;
  m_context.each_revision(m_options.selection, quiet, ignored, [&](const catalog::Record& record) {
    const auto bad = m_bad.find(name_of(record));
    policy.add(record, bad == m_bad.end() ? none : bad->second);
  });
  if (m_options.selection.dalles.empty()) policy.add_deliveries(m_reporter, m_summary);
  policy.tell(m_reporter, m_summary);
  if (!m_options.report) return;
  format::StorageReport report = policy.report();
  report.only = m_options.selection.dalles;
  store::write_file(*m_options.report, format::storage_html(m_context.chantier(), report), m_options.mode);
}

}  // namespace

std::vector<std::string> wanted_tiers(const Context& context, const catalog::Product& product) {
  std::vector<std::string> tiers =
      product.kind == "cog" ? std::vector<std::string>{"hot"} : context.archive_tiers();
  for (const catalog::Copy& copy : product.copies)
    if (std::find(tiers.begin(), tiers.end(), copy.place) == tiers.end()) tiers.push_back(copy.place);
  return tiers;
}

std::vector<CopyState> copy_states(Context& context, const catalog::Product& product, bool current,
                                   bool withdrawn, bool verify, Outcome& outcome) {
  std::vector<CopyState> states;
  std::vector<Look> faulty;
  bool sound_elsewhere = false;
  for (const std::string& name : wanted_tiers(context, product)) {
    if (withdrawn && name == "hot" && product.copy_in(name) == nullptr) {
      states.push_back({name, "withdrawn", "", ""});
      continue;
    }
    Look look = look_at(context, name, product, verify);
    sound_elsewhere = sound_elsewhere || (look.state.state == "ok" && name != "work");
    states.push_back(look.state);
    if (!look.fault.empty()) faulty.push_back(std::move(look));
  }
  for (const Look& look : faulty) {
    const bool gone = look.state.state == "missing";
    const bool staging = gone && look.state.tier == "work" && sound_elsewhere;
    const bool replaced = gone && !current && product.kind == "cog";
    outcome.fault(look.state.path.empty() ? product.name : look.state.path,
                  look.state.state == "missing" ? "copy.missing" : "copy.damaged",
                  look.fault + remedy(look.state, product.kind),
                  staging || replaced ? Severity::note : Severity::error);
  }
  return states;
}

Json to_json(const catalog::Product& product, const std::vector<CopyState>& states) {
  Json copies = Json::array();
  for (const CopyState& state : states) {
    Json copy{{"place", state.tier}, {"state", state.state}};
    if (const auto pruned = catalog::pruned_in(product, state.tier))
      copy.update({{"key", pruned->copy.key}, {"pruned_at", pruned->at}, {"why", pruned->why}});
    if (const catalog::Copy* known = product.copy_in(state.tier))
      copy.update({{"key", known->key},
                   {"path", state.path},
                   {"verified_at", known->verified_at},
                   {"verified_how", known->verified_how}});
    if (const catalog::Copy* known = product.copy_in(state.tier)) {
      copy["inventoried_at"] = catalog::inventoried_at(*known);
      if (const auto damage = catalog::damage_of(*known))
        copy.update({{"damaged_at", damage->at}, {"damaged_how", damage->how}, {"damaged_by", damage->by}});
    }
    copies.push_back(std::move(copy));
  }
  return {{"kind", product.kind},
          {"name", product.name},
          {"size_bytes", product.size_bytes},
          {"sha256", product.sha256},
          {"copies", copies}};
}

Summary status(const StatusOptions& options, Reporter& reporter) {
  return Telling(options, reporter).run();
}

}  // namespace pcrs::step::archive
