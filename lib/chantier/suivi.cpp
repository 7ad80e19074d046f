// SPDX-License-Identifier: Apache-2.0
#include "chantier/suivi.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "chantier/section.hpp"

namespace pcrs::chantier {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// SIREN numbers end in a Luhn digit.
bool is_siren(std::string_view text) {
  if (text.size() != 9 || !all_digits(text)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = (text[i] - '0') * (i % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

// `departement:46`, `epci:SIREN`, `commune:INSEE`; the numbers of Corsica hold a letter.
bool is_perimetre(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return false;
  const std::string kind = text.substr(0, colon), code = text.substr(colon + 1);
  if (kind == "epci") return is_siren(code);
  const bool corsica = code.size() > 1 && code[0] == '2' && (code[1] == 'A' || code[1] == 'B');
  const bool digits = corsica ? code.size() == 2 || all_digits(code.substr(2)) : all_digits(code);
  if (kind == "departement") return digits && (code.size() == 2 || (code.size() == 3 && !corsica));
  return kind == "commune" && digits && code.size() == 5;
}

// +33, 0033 or 0, then nine digits of which the first is not 0.
bool is_telephone(std::string_view text) {
  for (const std::string_view prefix : {"+33", "0033", "0"})
    if (text.starts_with(prefix)) {
      const std::string_view rest = text.substr(prefix.size());
      return rest.size() == 9 && all_digits(rest) && rest.front() != '0';
    }
  return false;
}

template <typename Value>
void keep(Json& into, const char* key, const std::optional<Value>& value) {
  if (value) into[key] = *value;
}

void keep_word(Json& into, Section& s, const char* key, const std::vector<std::string>& words, Need need) {
  if (const auto chosen = s.choice(key, words, need)) into[key] = words[*chosen];
}

Json read_acteur(Section& s) {
  Json acteur = Json::object();
  const std::string siren = s.text("siren", Need::required).value_or("");
  if (is_siren(siren))
    acteur["siren"] = *to_number<std::int64_t>(siren);
  else if (!siren.empty())
    s.fault("siren", "is \"" + siren +
                         "\"; expected the 9 digits of a SIREN number, the last of which checks the others");
  keep(acteur, "nom", s.text("nom", Need::required));
  keep_word(acteur, s, "role",
            {"aplc", "porteur", "financeur", "diffuseur", "presta_vol", "presta_lidar", "controleur"},
            Need::required);
  keep(acteur, "interlocuteur", s.text("interlocuteur"));
  keep(acteur, "mail", s.text("mail"));
  if (acteur.contains("mail") && acteur["mail"].get<std::string>().find('@') == std::string::npos)
    s.fault("mail", "is no address; expected NAME@DOMAIN");
  keep(acteur, "telephone", s.text("telephone"));
  if (acteur.contains("telephone") && !is_telephone(acteur["telephone"].get<std::string>()))
    s.fault("telephone", "is no French number; expected +33 or 0 and nine digits, without blanks");
  keep(acteur, "finance_part_perc", s.number("finance_part_perc", 0, 100));
  keep(acteur, "finance_part_euro", s.number("finance_part_euro", 0, 1e12));
  s.finish();
  return acteur;
}

Json read_etape(Section& s, std::string& last) {
  Json etape = Json::object();
  keep_word(etape, s, "statut",
            {"investigation", "convention_signee", "marche_public_en_cours", "prod_en_cours",
             "controle_en_cours", "realise", "disponible", "obsolete"},
            Need::required);
  const auto date = s.date("date_debut");
  etape["date_debut"] = date ? Json(*date) : Json();
  if (date && *date < last) s.fault("date_debut", "is before that of the etape above; expected their order");
  if (date) last = *date;
  s.finish();
  return etape;
}

Json read_subvention(Section& s) {
  Json subvention = Json::object();
  keep(subvention, "nom", s.text("nom", Need::required));
  keep_word(subvention, s, "nature", {"feder", "cepr", "detr"}, Need::required);
  keep(subvention, "montant", s.number("montant", 0, 1e12));
  keep(subvention, "echeance", s.date("echeance"));
  s.finish();
  return subvention;
}

Json read_livrable(Section& s) {
  Json livrable = Json::object();
  keep_word(livrable, s, "diffusion", {"wms", "wmts", "wfs", "tms", "none"}, Need::optional);
  keep(livrable, "diffusion_url", s.text("diffusion_url"));
  keep(livrable, "diffusion_layer", s.text("diffusion_layer"));
  if (livrable.contains("diffusion_url") != livrable.contains("diffusion_layer"))
    s.fault("diffusion_url", "and diffusion_layer go together; expected both or neither");
  keep(livrable, "date_livraison", s.date("date_livraison"));
  for (const char* key : {"recouvr_lat", "recouvr_lon"}) keep(livrable, key, s.number(key, 0, 100));
  keep(livrable, "focale", s.number("focale", 0, 10'000));
  return livrable;
}

}  // namespace

std::optional<Suivi> read_suivi(Section s) {
  if (!s.present()) return std::nullopt;
  Suivi suivi;
  const std::vector<std::string> regimes = {"production", "maj", "anticipation"};
  if (const auto regime = s.choice("regime", regimes, Need::required)) suivi.regime = regimes[*regime];
  suivi.perimetres = s.texts("perimetres");
  if (suivi.perimetres.empty()) s.fault("perimetres", "is missing; expected such as [\"departement:46\"]");
  for (const std::string& perimetre : suivi.perimetres)
    if (!is_perimetre(perimetre))
      s.fault("perimetres",
              "holds \"" + perimetre + "\"; expected departement:CODE, epci:SIREN or commune:INSEE");
  suivi.livrable = read_livrable(s);
  for (Section& acteur : s.tables("acteurs")) suivi.acteurs.push_back(read_acteur(acteur));
  std::string last;
  for (Section& etape : s.tables("etapes")) suivi.etapes.push_back(read_etape(etape, last));
  for (Section& subvention : s.tables("subventions"))
    suivi.subventions.push_back(read_subvention(subvention));
  s.finish();
  return suivi;
}

std::optional<Geoplateforme> read_geoplateforme(Section s) {
  if (!s.present()) return std::nullopt;
  Geoplateforme made;
  made.datasheet = s.text("datasheet", Need::required).value_or("");
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  if (made.datasheet.find_first_not_of(letters) != std::string::npos)
    s.fault("datasheet", "is \"" + made.datasheet +
                             "\"; it names layers: expected letters, digits, - and _, such as "
                             "\"PCRS_chantier_D046\"");
  made.description = s.text("description", Need::required).value_or("");
  made.comments = s.texts("comments");
  if (Section agreed = s.table("agreement"); agreed.present()) {
    made.agreement =
        Agreement{agreed.text("owner", Need::required).value_or(""), agreed.date("date").value_or(""),
                  agreed.text("reference", Need::required).value_or("")};
    if (made.agreement->date.empty()) agreed.fault("date", "is missing; expected the day of the agreement");
    agreed.finish();
  }
  s.finish();
  return made;
}

}  // namespace pcrs::chantier
