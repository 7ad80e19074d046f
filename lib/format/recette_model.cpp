// SPDX-License-Identifier: Apache-2.0
#include "format/recette_model.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace pcrs::format {

namespace {

DalleState state_of(catalog::Verdict verdict) {
  switch (verdict) {
    case catalog::Verdict::accepted:
      return DalleState::accepted;
    case catalog::Verdict::reserved:
      return DalleState::reserved;
    case catalog::Verdict::rejected:
      break;
  }
  return DalleState::rejected;
}

std::optional<std::array<double, 4>> bounds_of(const Json& facts) {
  const auto found = facts.find("bounds_m");
  if (found == facts.end() || !found->is_array() || found->size() != 4) return std::nullopt;
  return found->get<std::array<double, 4>>();
}

std::string absolute(const catalog::Delivery& delivery, const catalog::DeliveredFile& file) {
  return file.root < delivery.roots.size() ? (delivery.roots[file.root] / file.path).string() : file.path;
}

/// Findings and decisions by the path that they name: absolute, or below a root.
struct Index {
  std::unordered_map<std::string, std::vector<const Finding*>> findings;
  std::unordered_map<std::string, const catalog::Decision*> decisions;
  std::unordered_map<std::string, std::vector<const Finding*>> refused;  ///< by dalle

  explicit Index(const catalog::Delivery& delivery) {
    for (const Finding& finding : delivery.findings) {
      findings[finding.path].push_back(&finding);
      if (finding.severity == Severity::error && !finding.dalle.empty())
        refused[finding.dalle].push_back(&finding);
    }
    for (const catalog::Decision& decision : delivery.decisions) decisions[decision.path] = &decision;
  }
};

RecetteDalle delivered(const catalog::Delivery& delivery, const catalog::DeliveredFile& file,
                       const catalog::Verdicts& verdicts, const Index& index) {
  RecetteDalle dalle{file.dalle, {}, state_of(verdicts.of(file)), bounds_of(file.facts), &file, {}, nullptr};
  std::set<std::string> names{file.path, absolute(delivery, file)};
  for (const std::string& name : names) {
    if (const auto found = index.findings.find(name); found != index.findings.end())
      dalle.findings.insert(dalle.findings.end(), found->second.begin(), found->second.end());
    if (const auto found = index.decisions.find(name); found != index.decisions.end())
      dalle.decision = found->second;
  }
  return dalle;
}

// A dalle that is due and not here is missing only when the checks say so: another delivery may hold it.
RecetteDalle not_delivered(const ExpectedDalle& dalle, const Index& index) {
  const auto found = index.refused.find(dalle.key);
  const bool missing = found != index.refused.end();
  return {dalle.key,      {},      missing ? DalleState::missing : DalleState::earlier,
          dalle.bounds_m, nullptr, missing ? found->second : std::vector<const Finding*>(),
          nullptr};
}

bool before(const RecetteDalle& a, const RecetteDalle& b) {
  if (a.bounds_m.has_value() != b.bounds_m.has_value()) return a.bounds_m.has_value();
  if (a.bounds_m && (*a.bounds_m)[3] != (*b.bounds_m)[3]) return (*a.bounds_m)[3] > (*b.bounds_m)[3];
  if (a.bounds_m && (*a.bounds_m)[0] != (*b.bounds_m)[0]) return (*a.bounds_m)[0] < (*b.bounds_m)[0];
  return a.name() < b.name();
}

void add_dalles(RecetteModel& model, const catalog::Delivery& delivery,
                const std::vector<ExpectedDalle>& expected) {
  const Index index(delivery);
  const catalog::Verdicts verdicts(delivery);
  std::unordered_map<std::string, const ExpectedDalle*> due;
  for (const ExpectedDalle& dalle : expected) due[dalle.key] = &dalle;
  std::set<std::string> seen;
  for (const catalog::DeliveredFile& file : delivery.files) {
    model.all_bytes += file.size_bytes;
    if (file.role != catalog::FileRole::ortho) continue;
    ++model.orthos;
    model.ortho_bytes += file.size_bytes;
    seen.insert(file.dalle);
    model.dalles.push_back(delivered(delivery, file, verdicts, index));
    // A file that could not be read says no bounds, but its name may say the dalle.
    RecetteDalle& dalle = model.dalles.back();
    if (const auto place = due.find(dalle.key); !dalle.bounds_m && place != due.end())
      dalle.bounds_m = place->second->bounds_m;
  }
  for (const ExpectedDalle& dalle : expected)
    if (seen.count(dalle.key) == 0) model.dalles.push_back(not_delivered(dalle, index));
  std::stable_sort(model.dalles.begin(), model.dalles.end(), before);
  for (RecetteDalle& dalle : model.dalles) {
    dalle.anchor = "d" + std::to_string(&dalle - model.dalles.data() + 1);
    ++model.count[dalle.state];
  }
}

void add_rules(RecetteModel& model, const catalog::Delivery& delivery, std::span<const Rule> rules) {
  std::map<std::string, RuleFindings> by_id;
  for (const Finding& finding : delivery.findings) {
    RuleFindings& group = by_id[finding.rule];
    group.id = finding.rule;
    group.rule = rule_of(rules, finding.rule);
    group.worst = std::max(group.worst, finding.severity);
    group.findings.push_back(&finding);
  }
  for (auto& [id, group] : by_id) model.rules.push_back(std::move(group));
  std::stable_sort(model.rules.begin(), model.rules.end(), [](const RuleFindings& a, const RuleFindings& b) {
    return a.worst != b.worst ? a.worst > b.worst : a.findings.size() > b.findings.size();
  });
}

}  // namespace

const StateWords& words_of(DalleState state) {
  static constexpr std::array<StateWords, 5> words{{
      {"accepted", "✓", "acceptée", "acceptées", "conforme, ou jugée telle par une personne"},
      {"reserved", "!", "réservée", "réservées", "une personne doit la regarder et décider"},
      {"rejected", "✕", "rejetée", "rejetées", "inutilisable en l'état, à livrer de nouveau"},
      {"missing", "?", "manquante", "manquantes", "attendue dans ce lot et non livrée"},
      {"earlier", "=", "déjà reçue", "déjà reçues", "acceptée dans une autre livraison"},
  }};
  return words[static_cast<std::size_t>(state)];
}

std::string RecetteDalle::name() const {
  return file == nullptr ? key : file->path.substr(file->path.rfind('/') + 1);
}

std::string RecetteDalle::thumbnail() const {
  return file == nullptr ? std::string() : file->facts.value("thumbnail", std::string());
}

std::string RuleFindings::title() const {
  return rule == nullptr ? id : std::string(rule->title_fr);
}

RecetteModel recette_model(const catalog::Delivery& delivery, const std::vector<ExpectedDalle>& expected,
                           std::span<const Rule> rules) {
  RecetteModel model;
  add_dalles(model, delivery, expected);
  add_rules(model, delivery, rules);
  return model;
}

std::string shown_path(const catalog::Delivery& delivery, const std::string& path) {
  for (const auto& root : delivery.roots) {
    const std::string above = root.string() + "/";
    if (path.starts_with(above)) return path.substr(above.size());
    if (path == root.string()) return root.filename().string();
  }
  return path == "." ? "(toute la livraison)" : path;
}

const Rule* rule_of(std::span<const Rule> rules, std::string_view id) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

const char* severity_fr(Severity severity) {
  return severity == Severity::error ? "rejet" : severity == Severity::warning ? "réserve" : "note";
}

}  // namespace pcrs::format
