// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "format/french.hpp"
#include "format/recette_annex.hpp"
#include "format/recette_map.hpp"
#include "format/recette_model.hpp"
#include "format/recette_style.hpp"

namespace pcrs::format {

namespace {

constexpr std::size_t most_links = 40;     // dalles named under a finding; the table has them all
constexpr std::size_t most_details = 200;  // technical messages shown under a finding; the CSV has them all

std::size_t count_of(const RecetteModel& model, DalleState state) {
  const auto found = model.count.find(state);
  return found == model.count.end() ? 0 : found->second;
}

std::string chip(DalleState state) {
  return "<span class=\"chip " + std::string(words_of(state).css) + "\">" + words_of(state).one + "</span>";
}

std::string term(const std::string& name, const std::string& value) {
  return value.empty() ? "" : "<div><dt>" + name + "</dt><dd>" + xml_escape(value) + "</dd></div>\n";
}

std::string head(const chantier::Chantier& chantier, const catalog::Delivery& delivery) {
  return "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
         "content=\"light\">\n<title>Rapport de recette – " +
         xml_escape(chantier.name) + " – " + xml_escape(delivery.id) + "</title>\n<style>" + recette_style +
         "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#constats\">Aller aux constats</a>\n"
         "<header><div>\n<p class=\"kind\">Rapport de recette</p>\n<h1>" +
         xml_escape(chantier.name) + "</h1>\n<dl>\n" + term("Livraison", delivery.id) +
         term("Reçue le", french_time(delivery.received_at)) +
         term("Lot annoncé", delivery.lot.empty() ? "non déclaré" : delivery.lot) +
         term("Millésime", std::to_string(chantier.millesime)) + term("Producteur", chantier.producer) +
         "</dl>\n</div></header>\n<main>\n";
}

// « 6 sont acceptées, 1 est réservée »
std::string verdict_list(const RecetteModel& model) {
  std::vector<std::string> parts;
  for (const DalleState state : dalle_states)
    if (const std::size_t count = count_of(model, state); count > 0)
      parts.push_back("<strong>" + french_number(static_cast<double>(count)) + "</strong> " +
                      (count == 1 ? std::string("est ") + words_of(state).one
                                  : std::string("sont ") + words_of(state).many));
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " et " : ", ") + parts[i];
  return text;
}

std::string next_step(const RecetteModel& model) {
  const std::size_t again = count_of(model, DalleState::rejected) + count_of(model, DalleState::missing);
  std::string text;
  if (again > 0)
    text = " Le prestataire doit livrer " + french_count(again, "dalle", "dalles") +
           (count_of(model, DalleState::missing) == 0 ? " de nouveau."
                                                      : ", de nouveau ou pour la première fois.");
  if (const std::size_t reserved = count_of(model, DalleState::reserved); reserved > 0)
    text += " Le maître d'ouvrage doit se prononcer sur " +
            french_count(reserved, "dalle réservée.", "dalles réservées.");
  return text.empty() ? " Rien n'est demandé au prestataire." : text;
}

std::string share_bar(const RecetteModel& model) {
  std::string text = "<div class=\"share\" aria-hidden=\"true\">";
  for (const DalleState state : dalle_states)
    if (const std::size_t count = count_of(model, state); count > 0)
      text += "<i class=\"" + std::string(words_of(state).css) + "\" style=\"flex:" + std::to_string(count) +
              "\"></i>";
  return text + "</div>\n";
}

std::string figure(const char* css, const std::string& name, const std::string& value) {
  return "<div class=\"" + std::string(css) + "\"><dt>" + name + "</dt><dd>" + value + "</dd></div>\n";
}

std::string summary(const RecetteModel& model) {
  const auto number = [&](DalleState state) {
    return french_number(static_cast<double>(count_of(model, state)));
  };
  std::string text = "<p class=\"lead\">";
  text += model.dalles.empty()
              ? "La livraison ne contient aucune orthophoto."
              : "Sur " + french_count(model.dalles.size(), "dalle", "dalles") + " examinées ou attendues, " +
                    verdict_list(model) + "." + next_step(model);
  text += "</p>\n" + share_bar(model) + "<dl class=\"figures\">\n" +
          figure("", "Orthophotos livrées", french_number(static_cast<double>(model.orthos)));
  for (const auto& [state, name] :
       {std::pair(DalleState::accepted, "Acceptées"), std::pair(DalleState::reserved, "Réservées"),
        std::pair(DalleState::rejected, "Rejetées"), std::pair(DalleState::missing, "Manquantes")})
    text += figure(words_of(state).css, name, number(state));
  return text + figure("", "Volume des orthophotos", french_bytes(model.ortho_bytes)) + "</dl>\n";
}

std::string names_in(const RecetteModel& model, DalleState state) {
  std::string text;
  for (const RecetteDalle& dalle : model.dalles)
    if (dalle.state == state)
      text += (text.empty() ? "" : ", ") +
              ("<a href=\"#" + dalle.anchor + "\">" + xml_escape(dalle.name()) + "</a>");
  return text;
}

// A cell as the map draws it, small and large.
std::string sign(const StateWords& said) {
  return "<svg class=\"sign\" aria-hidden=\"true\" viewBox=\"0 0 30 30\"><g class=\"cell " +
         std::string(said.css) +
         "\"><rect x=\"1\" y=\"1\" width=\"28\" height=\"28\"/></g><circle class=\"badge " + said.css +
         "\" cx=\"15\" cy=\"15\" r=\"9\"/><text class=\"mark\" x=\"15\" y=\"19\" font-size=\"11\">" +
         said.symbol + "</text></svg>";
}

std::string map_section(const RecetteModel& model) {
  std::string legend, words;
  for (const DalleState state : dalle_states) {
    const StateWords& said = words_of(state);
    const std::size_t count = count_of(model, state);
    if (count == 0) continue;
    legend += "<li>" + sign(said) + "<span><strong>" + french_number(static_cast<double>(count)) + " " +
              (count == 1 ? said.one : said.many) + "</strong><small>" + said.means +
              "</small></span></li>\n";
    if (state != DalleState::accepted && state != DalleState::earlier)
      words += "<p class=\"places\"><strong>" + french_count(count, said.one, said.many) +
               "</strong> : " + names_in(model, state) + ".</p>\n";
  }
  return "<h2 id=\"carte\">Carte du dallage</h2>\n<div class=\"plan\">\n" + recette_map(model) +
         "<ul class=\"legend\">\n" + legend + "</ul>\n</div>\n" +
         (words.empty()
              ? ""
              : "<details><summary>La même carte en toutes lettres</summary>\n" + words + "</details>\n");
}

using ByPath = std::map<std::string, const RecetteDalle*>;

std::string concerned(const catalog::Delivery& delivery, const RuleFindings& group, const ByPath& dalles) {
  std::vector<std::string> shown;
  std::set<std::string> seen;
  for (const Finding* finding : group.findings) {
    const std::string path = shown_path(delivery, finding->path);
    if (!seen.insert(path).second) continue;
    const auto dalle = dalles.find(path);
    const std::string name = xml_escape(path.substr(path.rfind('/') + 1));
    shown.push_back(dalle == dalles.end() ? name
                                          : "<a href=\"#" + dalle->second->anchor + "\">" + name + "</a>");
  }
  std::string text =
      "<p class=\"places\">" + french_count(shown.size(), "élément concerné", "éléments concernés") + " : ";
  for (std::size_t i = 0; i < shown.size() && i < most_links; ++i) text += (i == 0 ? "" : ", ") + shown[i];
  if (shown.size() > most_links)
    text += " et " + french_number(double(shown.size() - most_links)) + " autres";
  return text + ".</p>\n";
}

std::string technical(const catalog::Delivery& delivery, const RuleFindings& group) {
  std::string text = "<details><summary>Détail technique (<code>" + xml_escape(group.id) +
                     "</code>)</summary>\n<ul lang=\"en\">\n";
  for (std::size_t i = 0; i < group.findings.size() && i < most_details; ++i)
    text += "<li><code>" + xml_escape(shown_path(delivery, group.findings[i]->path)) + "</code> " +
            xml_escape(group.findings[i]->message) + "</li>\n";
  if (group.findings.size() > most_details)
    text += "<li lang=\"fr\">La suite est dans le fichier findings.csv.</li>\n";
  return text + "</ul></details>\n";
}

const char* css_of(Severity severity) {
  return severity == Severity::error ? "rejected" : severity == Severity::warning ? "reserved" : "note";
}

std::string finding_block(const catalog::Delivery& delivery, const RuleFindings& group,
                          const ByPath& dalles) {
  std::string text = "<section class=\"finding " + std::string(css_of(group.worst)) + "\">\n<h3>" +
                     xml_escape(group.title()) + " <span class=\"chip " + css_of(group.worst) + "\">" +
                     severity_fr(group.worst) + "</span></h3>\n";
  if (group.rule != nullptr) {
    text += "<p>" + xml_escape(group.rule->meaning_fr) + "</p>\n";
    if (!group.rule->request_fr.empty())
      text += "<p class=\"ask\"><span>Demande :</span> " + xml_escape(group.rule->request_fr) + "</p>\n";
  }
  return text + concerned(delivery, group, dalles) + technical(delivery, group) + "</section>\n";
}

std::string findings_section(const catalog::Delivery& delivery, const RecetteModel& model) {
  ByPath dalles;
  for (const RecetteDalle& dalle : model.dalles) {
    if (dalle.file != nullptr) dalles[dalle.file->path] = &dalle;
    for (const Finding* finding : dalle.findings) dalles.emplace(shown_path(delivery, finding->path), &dalle);
  }
  std::string text = "<h2 id=\"constats\">Constats</h2>\n";
  if (model.rules.empty()) return text + "<p>Aucun : tous les contrôles sont satisfaits.</p>\n";
  text +=
      "<p>Un constat de <em>rejet</em> rend la dalle inutilisable en l'état, une <em>réserve</em> demande "
      "qu'une personne la regarde, une <em>note</em> est pour information. Aucun constat n'est définitif : "
      "une personne décide.</p>\n";
  std::string notes;
  for (const RuleFindings& group : model.rules)
    (group.worst == Severity::note ? notes : text) += finding_block(delivery, group, dalles);
  if (!notes.empty()) text += "<details><summary>Notes pour information</summary>\n" + notes + "</details>\n";
  return text;
}

std::string titles_of(const RecetteDalle& dalle, std::span<const Rule> rules) {
  std::string text;
  std::set<std::string> seen;
  for (const Finding* finding : dalle.findings) {
    if (!seen.insert(finding->rule).second) continue;
    const Rule* const rule = rule_of(rules, finding->rule);
    text += (text.empty() ? "" : "<br>") +
            xml_escape(rule == nullptr ? finding->rule : std::string(rule->title_fr));
  }
  if (dalle.decision != nullptr)
    text += std::string(text.empty() ? "" : "<br>") + "<em>Décision : " + xml_escape(dalle.decision->why) +
            "</em>";
  return text.empty() ? "–" : text;
}

std::string dalle_row(const RecetteModel& model, const RecetteDalle& dalle, std::span<const Rule> rules) {
  const std::string picture =
      has_picture(model, dalle)
          ? "<svg class=\"thumb\" role=\"img\" aria-label=\"Aperçu\" viewBox=\"0 0 100 100\"><use href=\"#t" +
                dalle.anchor.substr(1) + "\"/></svg>"
          : "";
  return "<tr id=\"" + dalle.anchor + "\"><td class=\"pic\">" + picture + "</td><th scope=\"row\">" +
         xml_escape(dalle.name()) + "</th><td>" + chip(dalle.state) + "</td><td>" + titles_of(dalle, rules) +
         "</td><td class=\"number\">" + (dalle.file == nullptr ? "–" : french_bytes(dalle.file->size_bytes)) +
         "</td></tr>\n";
}

std::string dalle_table(const RecetteModel& model, const std::set<DalleState>& states,
                        std::span<const Rule> rules) {
  std::string rows;
  for (const RecetteDalle& dalle : model.dalles)
    if (states.count(dalle.state) > 0) rows += dalle_row(model, dalle, rules);
  if (rows.empty()) return "";
  return "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Aperçu</th><th "
         "scope=\"col\">Dalle</th><th "
         "scope=\"col\">Verdict</th><th scope=\"col\">Constats</th><th scope=\"col\" "
         "class=\"number\">Taille</th></tr>"
         "</thead>\n<tbody>\n" +
         rows + "</tbody></table></div>\n";
}

// A long list of what is right would hide what is wrong: it is folded, and opened by a link to a row.
std::string table_section(const RecetteModel& model, std::span<const Rule> rules) {
  const std::string open =
      dalle_table(model, {DalleState::rejected, DalleState::reserved, DalleState::missing}, rules);
  const std::string fine = dalle_table(model, {DalleState::accepted, DalleState::earlier}, rules);
  const std::size_t count = count_of(model, DalleState::accepted) + count_of(model, DalleState::earlier);
  std::string text = "<h2 id=\"dalles\">Dalles</h2>\n" + open;
  if (fine.empty()) return text;
  return text + "<details" + (count <= 30 ? " open" : "") + "><summary>" +
         french_count(count, "dalle acceptée ou déjà reçue", "dalles acceptées ou déjà reçues") +
         "</summary>\n" + fine + "</details>\n";
}

}  // namespace

std::string recette_html(const chantier::Chantier& chantier, const catalog::Delivery& delivery,
                         const std::vector<ExpectedDalle>& expected, std::span<const Rule> rules) {
  const RecetteModel model = recette_model(delivery, expected, rules);
  return head(chantier, delivery) + recette_pictures(model) + summary(model) + map_section(model) +
         findings_section(delivery, model) + table_section(model, rules) + decisions_section(delivery) +
         national_section(delivery) + contents_section(delivery) + rules_section(chantier, model, rules) +
         "</main>\n<footer>Établi par pcrs-ingest " PCRS_VERSION
         ". Les constats sont aussi dans findings.csv (tableur) et findings.gpkg (SIG). Les fichiers du "
         "prestataire "
         "ont été lus sans être modifiés.</footer>\n</body>\n</html>\n";
}

}  // namespace pcrs::format
