// SPDX-License-Identifier: Apache-2.0
#include "format/entry_page.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "format/french.hpp"
#include "format/licence.hpp"
#include "format/stac.hpp"

namespace pcrs::format {

namespace {

constexpr const char* style = R"(
:root{--ink:#1b2733;--soft:#4a5866;--line:#d5dce3;--accent:#0b5394;--band:#f3f6f9}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:17px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif}
header{background:var(--accent);color:#fff;padding:2.5rem 0 2rem}
header>div,main,footer{max-width:58rem;margin:0 auto;padding-left:1.25rem;padding-right:1.25rem}
header p{margin:.6rem 0 0;max-width:44rem}
h1{margin:0;font-size:2rem;line-height:1.2}
h2{margin:2.5rem 0 .75rem;font-size:1.35rem}
main{padding-bottom:2rem}
a{color:var(--accent)}
a:focus-visible{outline:3px solid #ffbf47;outline-offset:2px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem;margin:2rem 0 0;padding:0}
.figures div{background:var(--band);border-radius:.5rem;padding:1rem 1.25rem}
.figures dt{color:var(--soft);font-size:.95rem}
.figures dd{margin:0;font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
th,td{text-align:left;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{background:var(--band);padding:.1rem .35rem;border-radius:.25rem;overflow-wrap:anywhere}
footer{padding-top:1.5rem;padding-bottom:3rem;border-top:1px solid var(--line);color:var(--soft)}
)";

// A table that is wider than a phone scrolls by itself, with the keyboard too.
std::string scroll(const std::string& label) {
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + label + "\">";
}

std::string french_day(const std::string& iso) {
  return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

std::string area(const Site& site, std::size_t dalles) {
  const double side_km = static_cast<double>(site.grid.dalle_side_m) / 1000;
  const double km2 = side_km * side_km * static_cast<double>(dalles);
  return french_number(km2, km2 < 10 && km2 != std::floor(km2) ? 2 : 0) + "\u00a0km²";
}

std::string anchor(const std::string& href, const std::string& text) {
  return "<a href=\"" + xml_escape(href) + "\">" + text + "</a>";
}

std::string figure(const std::string& term, const std::string& value) {
  return "<div><dt>" + term + "</dt><dd>" + value + "</dd></div>\n";
}

std::string head(const Site& site) {
  return "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         xml_escape(site.title) + "</title>\n<style>" + style +
         "</style>\n</head>\n<body>\n<header><div>\n<h1>" + xml_escape(site.title) +
         "</h1>\n<p>Le plan de corps de rue simplifié (PCRS) est le fond de plan de haute précision que "
         "partagent "
         "tous ceux qui repèrent, posent ou entretiennent des réseaux enterrés. Ce site en diffuse "
         "l'orthophotographie." +
         (site.producer.empty() ? "" : " Producteur\u00a0: " + xml_escape(site.producer) + ".") +
         "</p>\n</div></header>\n<main>\n";
}

std::string figures(const Site& site) {
  return "<dl class=\"figures\">\n" +
         figure("Dalles en ligne", french_number(double(site.dalles.size()), 0)) +
         figure("Taille d'un pixel", number_text(std::round(site.grid.gsd_m * 1e6) / 1e4) + "\u00a0cm") +
         figure("Côté d'une dalle", french_number(double(site.grid.dalle_side_m), 0) + "\u00a0m") +
         figure("Volume en ligne", french_bytes(total_bytes(site))) + "</dl>\n";
}

// When the dalles of a millésime were flown, as far as anyone said.
std::string flown(const std::vector<const PublicDalle*>& dalles) {
  std::string first, last;
  std::size_t dated = 0;
  for (const PublicDalle* dalle : dalles) {
    const Instant instant = instant_of(*dalle);
    if (instant.datetime.is_null()) continue;
    const std::string day = instant.start.substr(0, 10);
    first = dated == 0 ? day : std::min(first, day);
    last = std::max(last, day);
    ++dated;
  }
  if (dated == 0) return "non communiquée";
  const std::string span =
      first == last ? french_day(first) : "du " + french_day(first) + " au " + french_day(last);
  return dated == dalles.size() ? span : span + " (connue pour " + std::to_string(dated) + ")";
}

std::string millesime_row(const Site& site, int millesime) {
  std::vector<const PublicDalle*> dalles;
  std::uint64_t bytes = 0;
  for (const PublicDalle& dalle : site.dalles)
    if (dalle.millesime == millesime) {
      dalles.push_back(&dalle);
      bytes += dalle.size_bytes;
    }
  const std::string year = std::to_string(millesime);
  return "<tr><th scope=\"row\">" + anchor("dalles/" + year + "/", year) + "</th><td>" + flown(dalles) +
         "</td><td class=\"number\">" + french_number(double(dalles.size()), 0) +
         "</td><td class=\"number\">" + area(site, dalles.size()) + "</td><td class=\"number\">" +
         french_bytes(bytes) + "</td></tr>\n";
}

std::string freshness(const Site& site) {
  std::string html =
      "<h2 id=\"millesimes\">Millésimes</h2>\n" + scroll("Millésimes") +
      "<table>\n<caption>Ce qui est en ligne, "
      "par "
      "année de prise de vue</caption>\n<thead><tr><th scope=\"col\">Millésime</th><th scope=\"col\">Date "
      "d'acquisition</th><th scope=\"col\" class=\"number\">Dalles</th><th scope=\"col\" class=\"number\">"
      "Emprise</th><th scope=\"col\" class=\"number\">Volume</th></tr></thead>\n<tbody>\n";
  const std::vector<int> years = millesimes(site);
  for (auto year = years.rbegin(); year != years.rend(); ++year) html += millesime_row(site, *year);
  if (years.empty()) html += "<tr><td colspan=\"5\">Aucune dalle n'est encore en ligne.</td></tr>\n";
  return html + "</tbody>\n</table></div>\n";
}

std::string downloads(const Site& site) {
  std::string html =
      "<h2 id=\"telechargement\">Télécharger</h2>\n<ul>\n<li>" + anchor("dalles/", "Les dalles") +
      ", en GeoTIFF optimisé pour le web (COG), une par fichier\u00a0;</li>\n<li>l'index des dalles\u00a0: " +
      anchor("meta/dalles.gpkg", "GeoPackage") + " (" + xml_escape(site.grid.crs) + ") ou " +
      anchor("meta/dalles.geojson", "GeoJSON") +
      " (EPSG:4326), avec l'adresse, la taille et les champs nationaux de chaque dalle\u00a0;</li>\n<li>le " +
      anchor("meta/stac/catalog.json", "catalogue STAC") +
      ", avec l'empreinte SHA-256 de chaque dalle et de ce dont elle est issue.</li>\n";
  if (!site.vectors.empty())
    html += "<li>" + anchor("vecteur/", "Le PCRS vecteur") + ", tel qu'il a été livré (" +
            french_count(site.vectors.size(), "fichier", "fichiers") + ").</li>\n";
  return html + "</ul>\n";
}

std::string address_of(const Site& site) {
  return site.base_url.empty() ? "https://ADRESSE-DE-CE-SITE" : site.base_url;
}

std::string usage(const Site& site) {
  const std::string example = site.dalles.empty() ? "dalles/…" : layout::dalle_path(site.dalles.front());
  const std::string address = address_of(site);
  return "<h2 id=\"sig\">Utiliser dans QGIS</h2>\n<ol>\n<li>L'index\u00a0: <em>Couche → Ajouter une couche → "
         "Ajouter une couche vecteur → Protocole HTTP(S)</em>, adresse <code>" +
         xml_escape(address) +
         "/meta/dalles.geojson</code>.</li>\n<li>Une dalle, sans la télécharger\u00a0: <em>Ajouter une "
         "couche "
         "raster → Protocole HTTP(S)</em>, adresse <code>" +
         xml_escape(address + "/" + url_encode(example)) +
         "</code>. QGIS ne lit que la partie affichée.</li>\n<li>Le catalogue, à partir de QGIS 3.40\u00a0: "
         "<em>Explorateur → STAC → Nouvelle connexion</em>, adresse <code>" +
         xml_escape(address) +
         "/meta/stac/catalog.json</code>.</li>\n</ol>\n<p>Pour une vue d'ensemble, zoomez d'abord sur "
         "l'index\u00a0: "
         "ouvrir toutes les dalles à la fois n'est pas utile.</p>\n";
}

// A call that can be copied: what is asked for by what page needs more than a link.
std::string example_request(const Site& site) {
  const auto& [by_token, products] = *site.requests;
  const bool lossless = products.contains("lossless");
  const std::string key =
      site.dalles.empty() ? "0579-6375" : grid::key_text(site.dalles.back().key, site.grid);
  const int year = site.dalles.empty() ? 2025 : site.dalles.back().millesime;
  Json asked{{"product", lossless ? "lossless" : "ortho"},
             {"millesime", lossless ? Json(year) : Json("ANNÉE")},
             {"dalles", Json::array({key})},
             {"reason", "MOTIF"}};
  if (!by_token) asked["email"] = "ADRESSE@EXEMPLE.FR";
  return "curl" + std::string(by_token ? " -u :JETON" : "") + " -H 'Content-Type: application/json' -d '" +
         json_line(asked) + "' " + address_of(site) + "/api/requests";
}

std::string requests(const Site& site) {
  if (!site.requests) return "";
  std::string what;
  for (const auto& [product, access] : site.requests->products)
    what += (what.empty() ? "" : " et ") +
            std::string(product == "lossless" ? "les dalles sans perte"
                                              : "les millésimes qui ne sont pas en ligne") +
            (access == "token" ? " (avec un jeton)" : "");
  return "<h2 id=\"demandes\">Demander d'autres dalles</h2>\n<p>Se demandent, et une personne "
         "répond\u00a0: " +
         what + ". L'adresse des demandes est <code>" + xml_escape(address_of(site)) +
         "/api/requests</code>, décrite dans " + anchor("api/openapi.json", "la description de l'API") +
         "\u00a0; par exemple\u00a0:</p>\n" + scroll("Exemple de demande") + "<pre>" +
         xml_escape(example_request(site)) +
         "</pre></div>\n<p>La réponse donne l'adresse où suivre la demande, puis prendre les fichiers\u00a0: "
         "gardez-la.</p>\n";
}

std::string licence_row(const std::string& product, const chantier::Product& terms) {
  const Licence licence = licence_of(terms.licence);
  const std::string label = xml_escape(licence.label);
  return "<tr><th scope=\"row\">" + xml_escape(product_label(product)) + "</th><td>" +
         (licence.url.empty() ? label : anchor(licence.url, label)) + "</td><td>" +
         access_label(terms.access) + "</td></tr>\n";
}

std::string licences(const Site& site) {
  std::string html =
      "<h2 id=\"licence\">Licence et accès</h2>\n" + scroll("Licence et accès") +
      "<table>\n<caption>Conditions de "
      "chaque "
      "produit</caption>\n<thead><tr><th scope=\"col\">Produit</th><th scope=\"col\">Licence</th><th "
      "scope=\"col\">Accès</th></tr></thead>\n<tbody>\n";
  for (const char* product : {"ortho", "vector", "lossless", "raw"})
    if (const auto terms = site.products.find(product); terms != site.products.end())
      html += licence_row(product, terms->second);
  return html + "</tbody>\n</table></div>\n";
}

std::string contact(const Site& site) {
  if (site.contact.empty()) return "";
  const bool mail =
      site.contact.find('@') != std::string::npos && site.contact.find(' ') == std::string::npos;
  const bool web =
      starts_with_nocase(site.contact, "https://") || starts_with_nocase(site.contact, "http://");
  const std::string shown = xml_escape(site.contact);
  return "<p>Contact\u00a0: " +
         (mail && !web ? anchor("mailto:" + site.contact, shown)
                       : (web ? anchor(site.contact, shown) : shown)) +
         "</p>\n";
}

}  // namespace

std::string entry_page(const Site& site) {
  return head(site) + figures(site) + freshness(site) + downloads(site) + usage(site) + requests(site) +
         licences(site) + "</main>\n<footer>\n" + contact(site) +
         "<p>Une dalle publiée ne change jamais\u00a0: une correction porte un nouveau nom de révision.</p>\n"
         "</footer>\n</body>\n</html>\n";
}

}  // namespace pcrs::format
