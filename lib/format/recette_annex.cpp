// SPDX-License-Identifier: Apache-2.0
#include "format/recette_annex.hpp"

#include "base/text.hpp"
#include "format/french.hpp"

namespace pcrs::format {

namespace {

struct Named {
  std::string_view id;
  std::string_view french;
};

// The fields of the national index that only the contractor or the client can know.
constexpr std::array national_names{
    Named{"dateAcquisition", "Date de la prise de vue"},
    Named{"dateRecette", "Date de recette"},
    Named{"descriptionElementsQualite", "Description de la qualité"},
    Named{"idPCRS", "Identifiant du PCRS"},
    Named{"precisionplanimetriqueCorpsdeRue", "Précision planimétrique du corps de rue"},
    Named{"precisionplanimetriqueZonesNaturelles", "Précision planimétrique des zones naturelles"},
    Named{"focale", "Focale de la caméra"},
};

constexpr std::array units{
    Named{"px", "pixel"},
    Named{"levels", "niveaux de couleur (sur 255)"},
    Named{"gigapixels", "milliards de pixels"},
    Named{"JPEG quality", "qualité JPEG"},
    Named{"declared bytes a file byte", "fois la taille du fichier"},
    Named{"m", "m"},
    Named{"MB", "Mo"},
    Named{"MiB", "Mio"},
};

std::string table(const std::string& headings, const std::string& rows) {
  return "<div class=\"scroll\"><table>\n<thead><tr>" + headings + "</tr></thead>\n<tbody>\n" + rows +
         "</tbody></table></div>\n";
}

std::string column(const char* name) {
  return std::string("<th scope=\"col\">") + name + "</th>";
}

std::string number_column(const char* name) {
  return std::string("<th scope=\"col\" class=\"number\">") + name + "</th>";
}

std::string verdict_fr(catalog::Verdict verdict) {
  constexpr std::array states{DalleState::accepted, DalleState::reserved, DalleState::rejected};
  const StateWords& words = words_of(states[static_cast<std::size_t>(verdict)]);
  return "<span class=\"chip " + std::string(words.css) + "\">" + words.one + "</span>";
}

std::string role_fr(catalog::FileRole role) {
  static constexpr std::array names{"Orthophotos",
                                    "Fichiers annexes des orthophotos",
                                    "Prise de vue et aérotriangulation",
                                    "Plan vecteur (PCRS)",
                                    "Documents",
                                    "Listes d'empreintes",
                                    "Autres fichiers"};
  return names[static_cast<std::size_t>(role)];
}

// Numbers without needless zeros, at French reading: 0,1.
std::string plain_number(double value) {
  return replace_all(number_text(value), ".", ",");
}

std::string tolerance_text(double value, std::string_view unit) {
  if (unit == "share") return plain_number(100 * value) + "\u00a0%";
  for (const Named& known : units)
    if (known.id == unit) return plain_number(value) + "\u00a0" + std::string(known.french);
  return plain_number(value) + "\u00a0" + std::string(unit);
}

std::string rule_row(const chantier::Chantier& chantier, const RecetteModel& model, const Rule& rule) {
  const auto own = chantier.tolerances.find(std::string(rule.id));
  std::string tolerance = "–";
  if (!rule.unit.empty())
    tolerance = tolerance_text(own == chantier.tolerances.end() ? rule.tolerance : own->second, rule.unit) +
                (own == chantier.tolerances.end() ? "" : " (propre au chantier)");
  std::size_t findings = 0;
  for (const RuleFindings& group : model.rules)
    if (group.id == rule.id) findings = group.findings.size();
  return "<tr><th scope=\"row\">" + xml_escape(rule.title_fr) + "</th><td><code>" + xml_escape(rule.id) +
         "</code></td><td>" + tolerance + "</td><td>" + severity_fr(rule.severity) +
         "</td><td class=\"number\">" + french_number(static_cast<double>(findings)) + "</td></tr>\n";
}

}  // namespace

std::string decisions_section(const catalog::Delivery& delivery) {
  std::string text = "<h2 id=\"decisions\">Décisions prises</h2>\n";
  if (delivery.decisions.empty())
    return text + "<p>Aucune à ce jour : les verdicts sont ceux des contrôles.</p>\n";
  std::string rows;
  for (const catalog::Decision& decision : delivery.decisions)
    rows += "<tr><th scope=\"row\">" + xml_escape(shown_path(delivery, decision.path)) + "</th><td>" +
            verdict_fr(decision.verdict) + "</td><td>" + xml_escape(decision.why) + "</td><td>" +
            xml_escape(decision.who) + "</td><td>" + xml_escape(french_time(decision.when)) + "</td></tr>\n";
  return text + "<p>La dernière décision sur un fichier l'emporte ; aucune n'est effacée.</p>\n" +
         table(column("Fichier") + column("Décision") + column("Motif") + column("Par") + column("Le"), rows);
}

std::string national_section(const catalog::Delivery& delivery) {
  std::string rows;
  for (const Named& field : national_names) {
    std::size_t orthos = 0, without = 0;
    for (const catalog::DeliveredFile& file : delivery.files) {
      if (file.role != catalog::FileRole::ortho) continue;
      ++orthos;
      const auto national = file.facts.find("national");
      without += national == file.facts.end() || !national->contains(field.id) ? 1 : 0;
    }
    if (without > 0)
      rows += "<tr><th scope=\"row\">" + std::string(field.french) + "</th><td><code>" +
              std::string(field.id) + "</code></td><td class=\"number\">" + french_number(double(without)) +
              " sur " + french_number(double(orthos)) + "</td></tr>\n";
  }
  const std::string title = "<h2 id=\"renseignements\">Renseignements que personne n'a fournis</h2>\n";
  if (rows.empty()) return title + "<p>Aucun : tous les renseignements du suivi national sont connus.</p>\n";
  return title +
         "<p>Le suivi national du PCRS les demande. Ils restent absents tant que le prestataire ou le maître "
         "d'ouvrage ne les donne pas ; rien n'est supposé.</p>\n" +
         table(column("Renseignement") + column("Champ national") + number_column("Orthophotos sans"), rows);
}

std::string contents_section(const catalog::Delivery& delivery) {
  std::map<catalog::FileRole, std::pair<std::uint64_t, std::uint64_t>> by_role;
  for (const catalog::DeliveredFile& file : delivery.files) {
    ++by_role[file.role].first;
    by_role[file.role].second += file.size_bytes;
  }
  std::string rows;
  for (const auto& [role, sum] : by_role)
    rows += "<tr><th scope=\"row\">" + role_fr(role) + "</th><td class=\"number\">" +
            french_number(static_cast<double>(sum.first)) + "</td><td class=\"number\">" +
            french_bytes(sum.second) + "</td></tr>\n";
  return "<h2 id=\"contenu\">Contenu de la livraison</h2>\n" +
         table(column("Sorte") + number_column("Fichiers") + number_column("Volume"), rows);
}

std::string rules_section(const chantier::Chantier& chantier, const RecetteModel& model,
                          std::span<const Rule> rules) {
  std::string rows;
  for (const Rule& rule : rules) rows += rule_row(chantier, model, rule);
  return "<h2 id=\"regles\">Annexe : règles et tolérances</h2>\n<details><summary>" +
         french_count(rules.size(), "règle appliquée", "règles appliquées") + "</summary>\n" +
         table(column("Règle") + column("Identifiant") + column("Tolérance") + column("Au pire") +
                   number_column("Constats"),
               rows) +
         "</details>\n";
}

}  // namespace pcrs::format
