// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "format/recette_model.hpp"
#include "grid/feature_file.hpp"

namespace pcrs::format {

namespace {

// Quoted always; a leading = + - @ would be run as a formula by a spreadsheet.
std::string cell(const std::string& text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
  return "\"" + std::string(formula ? "'" : "") + replace_all(text, "\"", "\"\"") + "\"";
}

std::string row(std::initializer_list<std::string> cells) {
  std::string line;
  for (const std::string& text : cells) line += (line.empty() ? "" : ";") + cell(text);
  return line + "\r\n";
}

std::string decision_text(const catalog::Decision* decision) {
  return decision == nullptr ? std::string()
                             : decision->why + " (" + decision->who + ", " + decision->when + ")";
}

/// Which dalle a finding speaks of.
class DalleOfFinding {
 public:
  explicit DalleOfFinding(const RecetteModel& model) {
    for (const RecetteDalle& dalle : model.dalles) {
      for (const Finding* finding : dalle.findings) m_by_finding.emplace(finding, &dalle);
      m_by_key.emplace(dalle.key, &dalle);
    }
  }
  const RecetteDalle* operator()(const Finding& finding) const {
    if (const auto found = m_by_finding.find(&finding); found != m_by_finding.end()) return found->second;
    const auto found = m_by_key.find(finding.dalle);
    return finding.dalle.empty() || found == m_by_key.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<const Finding*, const RecetteDalle*> m_by_finding;
  std::unordered_map<std::string, const RecetteDalle*> m_by_key;
};

grid::Geometry place_of(const RecetteDalle* dalle) {
  if (dalle == nullptr || !dalle->bounds_m) return {};
  const auto [west, south, east, north] = *dalle->bounds_m;
  return grid::Polygon{{{west, north}, {east, north}, {east, south}, {west, south}, {west, north}}};
}

grid::FieldValue text_or_absent(const std::string& text) {
  return text.empty() ? grid::FieldValue() : grid::FieldValue(text);
}

std::string rules_text(const RecetteDalle& dalle) {
  std::string text;
  for (const Finding* finding : dalle.findings)
    if (text.find(finding->rule) == std::string::npos) text += (text.empty() ? "" : " ") + finding->rule;
  return text;
}

grid::Layer dalle_layer(const RecetteModel& model) {
  using grid::FieldType;
  grid::Layer layer{"dalles", {}, grid::GeometryType::polygon, {}, {}, {}};
  layer.fields = {{"dalle", FieldType::text},     {"fichier", FieldType::text},
                  {"verdict", FieldType::text},   {"constats", FieldType::integer},
                  {"regles", FieldType::text},    {"decision", FieldType::text},
                  {"octets", FieldType::integer}, {"sha256", FieldType::text}};
  for (const RecetteDalle& dalle : model.dalles) {
    const auto* const file = dalle.file;
    layer.features.push_back(
        {place_of(&dalle),
         {text_or_absent(dalle.key), file == nullptr ? grid::FieldValue() : grid::FieldValue(file->path),
          std::string(words_of(dalle.state).one), static_cast<std::int64_t>(dalle.findings.size()),
          text_or_absent(rules_text(dalle)), text_or_absent(decision_text(dalle.decision)),
          file == nullptr ? grid::FieldValue()
                          : grid::FieldValue(static_cast<std::int64_t>(file->size_bytes)),
          file == nullptr ? grid::FieldValue() : text_or_absent(file->sha256)}});
  }
  return layer;
}

grid::Layer finding_layer(const catalog::Delivery& delivery, const RecetteModel& model,
                          std::span<const Rule> rules) {
  using grid::FieldType;
  grid::Layer layer{"constats", {}, grid::GeometryType::polygon, {}, {}, {}};
  layer.fields = {{"fichier", FieldType::text}, {"dalle", FieldType::text},   {"gravite", FieldType::text},
                  {"regle", FieldType::text},   {"constat", FieldType::text}, {"detail", FieldType::text},
                  {"demande", FieldType::text}};
  const DalleOfFinding dalle_of(model);
  for (const Finding& finding : delivery.findings) {
    const RecetteDalle* const dalle = dalle_of(finding);
    const Rule* const rule = rule_of(rules, finding.rule);
    layer.features.push_back(
        {place_of(dalle),
         {shown_path(delivery, finding.path),
          dalle == nullptr ? grid::FieldValue() : text_or_absent(dalle->key),
          std::string(severity_fr(finding.severity)), finding.rule,
          rule == nullptr ? grid::FieldValue() : grid::FieldValue(std::string(rule->title_fr)),
          finding.message,
          rule == nullptr ? grid::FieldValue() : text_or_absent(std::string(rule->request_fr))}});
  }
  return layer;
}

std::string newest_date(const catalog::Delivery& delivery) {
  std::string newest = delivery.received_at;
  for (const catalog::Decision& decision : delivery.decisions) newest = std::max(newest, decision.when);
  return newest;
}

}  // namespace

std::string recette_csv(const catalog::Delivery& delivery, std::span<const Rule> rules) {
  const RecetteModel model = recette_model(delivery, {}, rules);
  const DalleOfFinding dalle_of(model);
  // Excel takes a file for UTF-8 only by its mark, and a French one splits at semicolons.
  std::string text =
      "\xef\xbb\xbf" + row({"Fichier", "Dalle", "Gravité", "Règle", "Constat", "Détail (anglais)",
                            "Demande au prestataire", "Verdict de la dalle", "Décision"});
  for (const Finding& finding : delivery.findings) {
    const RecetteDalle* const dalle = dalle_of(finding);
    const Rule* const rule = rule_of(rules, finding.rule);
    text +=
        row({shown_path(delivery, finding.path), dalle == nullptr ? finding.dalle : dalle->key,
             severity_fr(finding.severity), finding.rule, rule == nullptr ? "" : std::string(rule->title_fr),
             finding.message, rule == nullptr ? "" : std::string(rule->request_fr),
             dalle == nullptr ? "" : words_of(dalle->state).one,
             dalle == nullptr ? "" : decision_text(dalle->decision)});
  }
  return text;
}

std::string recette_geopackage(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                               const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules) {
  const RecetteModel model = recette_model(delivery, expected, rules);
  std::vector<grid::Layer> layers{dalle_layer(model), finding_layer(delivery, model, rules)};
  for (grid::Layer& layer : layers) {
    layer.crs = chantier.crs;
    layer.changed_at = newest_date(delivery);
  }
  return grid::geopackage_bytes(layers);
}

Recette make_recette(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                     const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules) {
  return {recette_html(chantier, delivery, expected, rules), recette_csv(delivery, rules),
          recette_geopackage(chantier, delivery, expected, rules)};
}

}  // namespace pcrs::format
