// SPDX-License-Identifier: Apache-2.0
#include "step/archive_policy.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "catalog/copy_proof.hpp"
#include "catalog/pruned.hpp"
#include "step/archive_keeping.hpp"

namespace pcrs::step::archive {

namespace {

constexpr UnixTime day_s = 86'400;
constexpr std::size_t most_names = 200;  // the report names so many; the findings of status the rest

bool is_older(const std::string& utc, int days, UnixTime now) {
  const auto time = parse_utc(utc);
  return !time || now - *time > days * day_s;
}

std::string or_never(const std::string& utc) {
  return utc.empty() ? "never" : utc;
}

// The oldest of two times, where never is older than any.
void keep_oldest(std::string& oldest, const std::string& at, bool first) {
  if (first || at < oldest) oldest = at;
}

// A place of the definitive storage may be called like a tier.
std::string key_of(const std::string& cold_place) {
  return "cold/" + cold_place;
}

// The same in every language: the report is French.
std::string title(const catalog::Record& record) {
  return record.dalle + " (" + std::to_string(record.millesime) + ", r" + std::to_string(record.revision) +
         ")";
}

}  // namespace

std::string Verdict::words() const {
  std::string text;
  const auto add = [&](bool broken, const char* word) {
    if (broken) text += (text.empty() ? "" : ",") + std::string(word);
  };
  add(too_few, "copies");
  add(!damaged.empty(), "damaged");
  add(!inventory.empty(), "inventory");
  add(!read.empty(), "read");
  return text;
}

Verdict verdict_of(const Context& context, const catalog::Product& product, const std::set<std::string>& bad,
                   UnixTime now) {
  const chantier::Policy& policy = context.chantier().policy;
  Verdict verdict;
  for (const std::string& place : context.archive_tiers()) {
    const catalog::Copy* copy = product.copy_in(place);
    if (copy == nullptr) continue;
    const bool is_damaged = catalog::damage_of(*copy).has_value() || bad.count(place) > 0;
    if (is_damaged) verdict.damaged.push_back(place);
    verdict.sound += is_damaged ? 0 : 1;
    if (is_older(catalog::inventoried_at(*copy), policy.inventory_days, now))
      verdict.inventory.push_back(place);
    if (is_older(catalog::read_at(*copy), policy.read_days, now)) verdict.read.push_back(place);
  }
  // What was pruned has fewer on purpose.
  verdict.too_few = verdict.sound < policy.copies && catalog::pruned_of(product).empty();
  return verdict;
}

Policy::Policy(Context& context) : m_context(context), m_now(now()) {
  m_report.at = utc_text(m_now);
  for (const std::string& name : context.archive_tiers()) {
    format::StoredPlace& place = m_places[name];
    place.name = name;
    place.where = storage_of(context.chantier(), name)->text();
  }
}

void Policy::breaks(const std::string& rule, const std::string& place, bool definitive,
                    const Subject& subject) {
  format::Violation& violation = m_violations[{rule, definitive ? key_of(place) : place}];
  violation.rule = rule;
  violation.place = place;
  violation.definitive = definitive;
  const bool first = violation.count++ == 0;
  if (first || subject.at < violation.oldest_at) violation.oldest = subject.name;
  keep_oldest(violation.oldest_at, subject.at, first);
  if (violation.names.size() < most_names) violation.names.push_back(subject.name);
}

void Policy::add_copy(const catalog::Copy& copy, const catalog::Product& product) {
  format::StoredPlace& place = m_places.at(copy.place);
  const bool first = place.objects++ == 0;
  place.size_bytes += product.size_bytes;
  keep_oldest(place.oldest_inventory, catalog::inventoried_at(copy), first);
  keep_oldest(place.oldest_reading, catalog::read_at(copy), first);
}

void Policy::add(const catalog::Record& record, const std::set<std::string>& bad) {
  const catalog::Product* product = record.product("lossless");
  if (product == nullptr) return;
  const bool kept = std::any_of(product->copies.begin(), product->copies.end(),
                                [&](const catalog::Copy& copy) { return m_places.count(copy.place) > 0; });
  if (!kept && record.state != "current") return;
  const Verdict verdict = verdict_of(m_context, *product, bad, m_now);
  const std::string name = title(record);
  ++m_report.dalles;
  m_report.conforming += verdict.words().empty() ? 1 : 0;
  if (verdict.too_few) breaks("policy.copies", "", false, {name, std::to_string(verdict.sound)});
  for (const std::string& place : verdict.damaged) {
    const auto damage = catalog::damage_of(*product->copy_in(place));
    ++m_places.at(place).damaged;
    breaks("policy.damaged", place, false, {name, damage ? damage->at : utc_text(m_now)});
  }
  for (const std::string& place : verdict.inventory)
    breaks("policy.inventory", place, false, {name, catalog::inventoried_at(*product->copy_in(place))});
  for (const std::string& place : verdict.read)
    breaks("policy.read", place, false, {name, catalog::read_at(*product->copy_in(place))});
  for (const catalog::Copy& copy : product->copies)
    if (m_places.count(copy.place) > 0) add_copy(copy, *product);
}

void Policy::add_volume(const catalog::Volume& volume) {
  const auto place = m_places.find(key_of(volume.place));
  if (place == m_places.end()) return;
  for (const catalog::VolumeTar& tar : volume.tars) {
    const bool first = place->second.objects++ == 0;
    place->second.size_bytes += tar.size_bytes;
    place->second.damaged += tar.damaged.empty() ? 0 : 1;
    keep_oldest(place->second.oldest_reading, tar.verified_at, first);
    if (tar.damaged.empty() && is_older(tar.verified_at, m_context.chantier().policy.read_days, m_now))
      breaks("policy.read", volume.place, true, {volume.id + "/" + tar.name, tar.verified_at});
  }
}

void Policy::add_deliveries(Reporter& reporter, Summary& summary) {
  const Cold cold(m_context.chantier().file, store::WriteMode::dry_run);
  if (cold.chantier().cold.places.empty()) return;
  for (const chantier::ColdPlace& known : cold.chantier().cold.places) {
    format::StoredPlace& place = m_places[key_of(known.id)];
    place.name = known.id;
    place.where = known.about;
    place.definitive = true;
  }
  const auto volumes = catalog::load_volumes(cold.root());
  for (const catalog::Volume& volume : volumes) add_volume(volume);
  for (const std::string& id : catalog::delivery_ids(cold.root())) try {
      const catalog::Delivery delivery = cold.delivery(id);
      const Keeping keeping = keeping_of(cold, volumes, delivery);
      m_report.deliveries.push_back(
          {id, delivery.received_at, keeping.archived(), keeping.files, keeping.at_place});
      std::string text = id + " delivery " + (keeping.archived() ? "archived" : "not archived");
      for (const auto& [place, count] : keeping.at_place)
        text += " " + place + "=" + std::to_string(count) + "/" + std::to_string(keeping.files);
      reporter.result(text, {{"delivery", id},
                             {"archived", keeping.archived()},
                             {"files", keeping.files},
                             {"lacking", keeping.lacking},
                             {"places", keeping.at_place}});
      if (!keeping.archived() &&
          is_older(delivery.received_at, m_context.chantier().policy.delivery_days, m_now))
        breaks("policy.delivery", "", true, {id, delivery.received_at});
    } catch (const Error& error) {
      rethrow_interrupt(error);
      ++summary.rejected;
      reporter.finding({id, "delivery.unreadable", error.what(), Severity::error});
    }
}

std::string Policy::remedy(const format::Violation& violation) const {
  if (violation.rule == "policy.copies")
    return "pcrs-archive put makes what was never copied, pcrs-archive repair what is lost or damaged";
  if (violation.rule == "policy.damaged") return "pcrs-archive repair makes them again";
  if (violation.rule == "policy.inventory")
    return "run pcrs-archive inventory --place " + violation.place + ", and see why nightly.sh did not";
  if (violation.rule == "policy.delivery")
    return "pcrs-archive volumes says what is missing, pcrs-archive pack archives it";
  if (violation.definitive) return "mount its volumes and run pcrs-archive verify";
  const double share = std::ceil(100.0 * static_cast<double>(violation.count) /
                                 static_cast<double>(m_places.at(violation.place).objects));
  return "pcrs-archive inventory --place " + violation.place + " --sample " + number_text(share) +
         "% reads them and says the price first";
}

std::string Policy::message(const format::Violation& violation) const {
  const chantier::Policy& policy = m_context.chantier().policy;
  const auto counted = [&](const char* one, const char* many) {
    return std::to_string(violation.count) + (violation.count == 1 ? one : many);
  };
  const std::string since = ", the oldest " + violation.oldest + ", " + or_never(violation.oldest_at) + ": ";
  if (violation.rule == "policy.copies")
    return counted(" dalle has", " dalles have") + " fewer than " + std::to_string(policy.copies) +
           " sound copies in distinct places, " + violation.oldest + " has " + violation.oldest_at + ": ";
  if (violation.rule == "policy.damaged")
    return counted(" copy is", " copies are") + " lost or damaged" + since;
  if (violation.rule == "policy.inventory")
    return counted(" copy was", " copies were") + " not inventoried for " +
           std::to_string(policy.inventory_days) + " days" + since;
  if (violation.rule == "policy.delivery")
    return counted(" delivery", " deliveries") + " received over " + std::to_string(policy.delivery_days) +
           " days ago not archived" + since;
  return counted(violation.definitive ? " tar was" : " copy was",
                 violation.definitive ? " tars were" : " copies were") +
         " not read for " + std::to_string(policy.read_days) + " days" + since;
}

void Policy::tell(Reporter& reporter, Summary& summary) const {
  Json told = Json::array();
  for (const auto& [key, violation] : m_violations) {
    ++summary.rejected;
    reporter.finding({violation.place.empty() ? m_context.chantier().id : violation.place, violation.rule,
                      message(violation) + remedy(violation), Severity::error});
    told.push_back({{"rule", violation.rule},
                    {"place", violation.place},
                    {"count", violation.count},
                    {"oldest", violation.oldest},
                    {"oldest_at", violation.rule == "policy.copies" ? "" : violation.oldest_at}});
  }
  summary.more["policy"] = std::move(told);
}

format::StorageReport Policy::report() const {
  format::StorageReport report = m_report;
  for (const auto& [name, place] : m_places)
    if (!place.definitive) report.places.push_back(place);
  for (const auto& [name, place] : m_places)
    if (place.definitive) report.places.push_back(place);
  for (const auto& [key, violation] : m_violations) {
    report.violations.push_back(violation);
    if (violation.rule == "policy.copies") report.violations.back().oldest_at.clear();
  }
  return report;
}

}  // namespace pcrs::step::archive
