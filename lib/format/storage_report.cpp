// SPDX-License-Identifier: Apache-2.0
#include "format/storage_report.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "format/french.hpp"
#include "format/recette_style.hpp"

namespace pcrs::format {

namespace {

using chantier::Chantier;

std::string number(std::uint64_t value) {
  return french_number(static_cast<double>(value));
}

std::string code(const std::string& text) {
  return "<code>" + xml_escape(text) + "</code>";
}

std::string place_name(const std::string& place) {
  if (place == "intermediate") return "Stockage intermédiaire";
  if (place == "nas") return "NAS";
  return place.empty() ? "Ensemble des lieux" : "Stockage définitif, " + xml_escape(place);
}

std::string time_or(const std::string& utc, const char* absent) {
  return utc.empty() ? absent : xml_escape(french_time(utc));
}

std::string table(const std::string& caption, const std::vector<std::string>& heads,
                  const std::string& rows) {
  std::string text = "<div class=\"scroll\"><table>\n<caption>" + caption + "</caption>\n<thead><tr>";
  for (const std::string& head : heads) text += "<th scope=\"col\">" + head + "</th>";
  return text + "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string row(const std::string& head, const std::vector<std::string>& cells) {
  std::string text = "<tr><th scope=\"row\">" + head + "</th>";
  for (const std::string& cell : cells) text += "<td>" + cell + "</td>";
  return text + "</tr>\n";
}

std::string days(int count) {
  return french_count(static_cast<std::uint64_t>(count), "jour", "jours");
}

std::string rule_text(const Chantier& chantier, const Violation& violation) {
  const chantier::Policy& policy = chantier.policy;
  if (violation.rule == "policy.copies")
    return "Moins de " +
           french_count(static_cast<std::uint64_t>(policy.copies), "copie saine", "copies saines") +
           ", en des lieux distincts";
  if (violation.rule == "policy.damaged") return "Copies perdues ou abîmées";
  if (violation.rule == "policy.inventory")
    return "Copies sans inventaire depuis plus de " + days(policy.inventory_days);
  if (violation.rule == "policy.delivery")
    return "Livraisons reçues depuis plus de " + days(policy.delivery_days) + " et non archivées";
  return std::string(violation.definitive ? "Archives" : "Copies") + " non relues depuis plus de " +
         days(policy.read_days);
}

std::string to_do(const Violation& violation) {
  if (violation.rule == "policy.copies")
    return "Copier ce qui ne l'a jamais été (" + code("pcrs-archive put") + "), refaire ce qui est perdu (" +
           code("pcrs-archive repair") + ")";
  if (violation.rule == "policy.damaged")
    return "Refaire ces copies à partir d'une copie saine (" + code("pcrs-archive repair") + ")";
  if (violation.rule == "policy.inventory")
    return "Faire l'inventaire (" + code("pcrs-archive inventory --place " + violation.place) +
           ") ; voir pourquoi la tâche de nuit ne l'a pas fait";
  if (violation.rule == "policy.delivery")
    return "Archiver sur un autre lieu (" + code("pcrs-archive pack") + ") avant de rendre les disques ; " +
           code("pcrs-archive volumes") + " dit ce qui manque";
  if (violation.definitive)
    return "Monter les volumes de ce lieu et les relire (" + code("pcrs-archive verify") + ")";
  return "Relire les plus anciennes (" +
         code("pcrs-archive inventory --sample 2% --place " + violation.place) +
         ", qui annonce volume et prix)";
}

std::string violation_row(const Chantier& chantier, const Violation& violation) {
  std::string oldest = xml_escape(violation.oldest);
  if (violation.rule != "policy.copies") oldest += ", " + time_or(violation.oldest_at, "jamais");
  return row(rule_text(chantier, violation),
             {place_name(violation.place), number(violation.count), oldest, to_do(violation)});
}

std::string names_of(const Chantier& chantier, const Violation& violation) {
  if (violation.count < 2) return "";
  std::string text = "<details><summary>" + rule_text(chantier, violation) + " (" +
                     place_name(violation.place) + ") : la liste</summary>\n<p class=\"places\">";
  for (std::size_t i = 0; i < violation.names.size(); ++i)
    text += (i == 0 ? "" : ", ") + xml_escape(violation.names[i]);
  if (violation.count > violation.names.size())
    text += " et " + number(violation.count - violation.names.size()) + " de plus";
  return text + ".</p></details>\n";
}

std::string violations_section(const Chantier& chantier, const StorageReport& report) {
  std::string text = "<h2 id=\"ecarts\">Écarts à la politique</h2>\n";
  if (report.violations.empty())
    return text + "<p>Aucun : ce qui est conservé l'est comme la politique du chantier le demande.</p>\n";
  std::string rows, lists;
  for (const Violation& violation : report.violations) {
    rows += violation_row(chantier, violation);
    lists += names_of(chantier, violation);
  }
  return text +
         table("Ce qui n'est pas comme demandé, et ce qu'il faut faire",
               {"Écart", "Lieu", "Nombre", "Le plus ancien", "À faire"}, rows) +
         lists;
}

std::string places_section(const StorageReport& report) {
  std::string rows;
  for (const StoredPlace& place : report.places)
    rows += row(place_name(place.name),
                {xml_escape(place.where),
                 place.definitive ? french_count(place.objects, "archive", "archives")
                                  : french_count(place.objects, "copie de dalle", "copies de dalles"),
                 french_bytes(place.size_bytes), number(place.damaged),
                 place.definitive     ? "sans objet (hors ligne)"
                 : place.objects == 0 ? "–"
                                      : time_or(place.oldest_inventory, "jamais"),
                 place.objects == 0 ? "–" : time_or(place.oldest_reading, "jamais")});
  return "<h2 id=\"lieux\">Ce qui est conservé, et où</h2>\n" +
         table("Chaque lieu, ce qu'il garde et de quand date la vérification la plus ancienne",
               {"Lieu", "Emplacement", "Contenu", "Volume", "Perdues ou abîmées", "Inventaire le plus ancien",
                "Lecture la plus ancienne"},
               rows);
}

std::string delivery_row(const StoredDelivery& delivery) {
  std::string kept;
  for (const auto& [place, count] : delivery.at_place)
    kept += (kept.empty() ? "" : "<br>") + xml_escape(place) + " : " + number(count) + " sur " +
            number(delivery.files) + " fichiers";
  const char* const css = delivery.archived ? "accepted" : "reserved";
  return row(xml_escape(delivery.id), {time_or(delivery.received_at, "–"),
                                       "<span class=\"chip " + std::string(css) + "\">" +
                                           (delivery.archived ? "archivée" : "non archivée") + "</span>",
                                       kept.empty() ? "nulle part" : kept});
}

std::string deliveries_section(const Chantier& chantier, const StorageReport& report) {
  if (report.deliveries.empty()) return "";
  std::string rows;
  for (const StoredDelivery& delivery : report.deliveries) rows += delivery_row(delivery);
  return "<h2 id=\"livraisons\">Livraisons au stockage définitif</h2>\n" +
         table("Une livraison est archivée quand chacun de ses fichiers, relu après écriture, est en " +
                   std::to_string(chantier.cold.copies) + " lieux distincts",
               {"Livraison", "Reçue le", "État", "Fichiers conservés"}, rows);
}

std::string policy_section(const Chantier& chantier) {
  const chantier::Policy& policy = chantier.policy;
  return "<h2 id=\"politique\">La politique du chantier</h2>\n<ul>\n<li>Chaque dalle : " +
         french_count(static_cast<std::uint64_t>(policy.copies), "copie saine", "copies saines") +
         " en des lieux distincts ; chaque révision compte.</li>\n<li><strong>Inventaire</strong> tous les " +
         days(policy.inventory_days) +
         " au plus : présence, taille et empreinte annoncée par l'hébergeur. Rien n'est lu ni facturé ; cela "
         "voit la perte et le remplacement, pas l'usure des supports.</li>\n<li><strong>Lecture</strong> "
         "tous les " +
         days(policy.read_days) +
         " au plus : chaque octet est relu et comparé à l'empreinte d'origine (SHA-256).</li>\n" +
         (chantier.cold.places.empty()
              ? ""
              : "<li>Chaque livraison : archivée en " + std::to_string(chantier.cold.copies) + " lieux, " +
                    days(policy.delivery_days) + " au plus après sa réception.</li>\n") +
         "</ul>\n";
}

// Before its term a delivery that is not archived breaks no policy, and must not read as archived either.
std::string waiting_text(const StorageReport& report) {
  const auto waiting = static_cast<std::uint64_t>(
      std::count_if(report.deliveries.begin(), report.deliveries.end(),
                    [](const StoredDelivery& delivery) { return !delivery.archived; }));
  if (waiting == 0) return "";
  return "<a href=\"#livraisons\">" +
         french_count(waiting, "livraison n'est pas encore archivée",
                      "livraisons ne sont pas encore archivées") +
         "</a>. ";
}

std::string partial_text(const StorageReport& report) {
  if (report.only.empty()) return "";
  std::string names;
  for (const std::string& dalle : report.only) names += (names.empty() ? "" : ", ") + xml_escape(dalle);
  return "<p>Page partielle : elle ne porte que sur " + names +
         " ; ni les autres dalles ni les livraisons n'ont été regardées.</p>\n";
}

std::string lead(const StorageReport& report) {
  std::string text = "<p class=\"lead\">" + french_count(report.conforming, "dalle", "dalles") + " sur " +
                     number(report.dalles) + " " +
                     (report.conforming < 2 ? "est conservée" : "sont conservées") +
                     " comme la politique du chantier le demande. ";
  const std::string waiting = waiting_text(report);
  text += waiting;
  if (report.violations.empty())
    return text + (waiting.empty() ? "Il n'y a rien à faire" : "Il n'y a rien d'autre à faire") + ".</p>\n" +
           partial_text(report);
  return text + "<a href=\"#ecarts\">" +
         french_count(report.violations.size(), "écart demande", "écarts demandent") +
         " une action</a>.</p>\n" + partial_text(report);
}

std::string head(const Chantier& chantier, const StorageReport& report) {
  return "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
         "content=\"light\">\n<title>État de conservation – " +
         xml_escape(chantier.name) + "</title>\n<style>" + recette_style +
         "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#ecarts\">Aller aux écarts</a>\n"
         "<header><div>\n<p class=\"kind\">État de conservation</p>\n<h1>" +
         xml_escape(chantier.name) + "</h1>\n<dl>\n<div><dt>Établi le</dt><dd>" + time_or(report.at, "–") +
         "</dd></div>\n<div><dt>Millésime en cours</dt><dd>" + std::to_string(chantier.millesime) +
         "</dd></div>\n<div><dt>Producteur</dt><dd>" + xml_escape(chantier.producer) +
         "</dd></div>\n</dl>\n</div></header>\n<main>\n";
}

}  // namespace

std::string storage_html(const Chantier& chantier, const StorageReport& report) {
  return head(chantier, report) + lead(report) + violations_section(chantier, report) +
         places_section(report) + deliveries_section(chantier, report) + policy_section(chantier) +
         "</main>\n<footer>Établi par pcrs-archive " PCRS_VERSION
         " d'après le catalogue du chantier. Les dates sont celles des vérifications "
         "elles-mêmes.</footer>\n</body>\n</html>\n";
}

}  // namespace pcrs::format
