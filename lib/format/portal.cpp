// SPDX-License-Identifier: Apache-2.0
#include "format/portal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"
#include "format/licence.hpp"

namespace pcrs::format {

namespace {

using Dalles = std::vector<const PublicDalle*>;

const std::string folder = std::string(layout::meta) + "/portail/";

std::string file_of(int millesime, const char* extension) {
  return folder + std::to_string(millesime) + extension;
}

Dalles dalles_of(const Site& site, int millesime) {
  Dalles dalles;
  for (const PublicDalle& dalle : site.dalles)
    if (dalle.millesime == millesime) dalles.push_back(&dalle);
  return dalles;
}

// The day of acquisition, or empty: unlike the instant of STAC nothing stands in for it.
std::string day_of(const PublicDalle& dalle) {
  const Instant instant = instant_of(dalle);
  return instant.datetime.is_null() ? "" : instant.start.substr(0, 10);
}

// Grows around all that is added: west, south, east, north.
struct Bounds {
  double west = std::numeric_limits<double>::max(), south = west, east = -west, north = -west;
  void add(double x, double y) {
    west = std::min(west, x), east = std::max(east, x);
    south = std::min(south, y), north = std::max(north, y);
  }
  Json json() const { return Json::array({west, south, east, north}); }
};

Json bounds_of(const Dalles& dalles, const grid::GridSpec& grid) {
  Bounds bounds;
  for (const PublicDalle* dalle : dalles) {
    const auto west = static_cast<double>(dalle->key.west_m), north = static_cast<double>(dalle->key.north_m);
    bounds.add(west, north);
    bounds.add(west + static_cast<double>(grid.dalle_side_m), north - static_cast<double>(grid.dalle_side_m));
  }
  return bounds.json();
}

Json degrees_of(const Dalles& dalles) {
  Bounds bounds;
  for (const PublicDalle* dalle : dalles)
    for (const auto& [lon, lat] : dalle->ring) bounds.add(lon, lat);
  return bounds.json();
}

Json acquisition_of(const Dalles& dalles) {
  std::string first, last;
  std::size_t dated = 0;
  for (const PublicDalle* dalle : dalles) {
    const std::string day = day_of(*dalle);
    if (day.empty()) continue;
    first = dated == 0 ? day : std::min(first, day);
    last = std::max(last, day);
    ++dated;
  }
  if (dated == 0) return {{"known", 0}};
  return {{"known", dated}, {"first", first}, {"last", last}};
}

Json millesime_of(const Site& site, int millesime) {
  const Dalles dalles = dalles_of(site, millesime);
  const std::string year = std::to_string(millesime);
  std::uint64_t bytes = 0;
  for (const PublicDalle* dalle : dalles) bytes += dalle->size_bytes;
  return {{"year", millesime},
          {"count", dalles.size()},
          {"bytes", bytes},
          {"bbox", bounds_of(dalles, site.grid)},
          {"bbox_degrees", degrees_of(dalles)},
          {"acquisition", acquisition_of(dalles)},
          {"collection", std::string(layout::meta) + "/stac/" + year + "/collection.json"},
          {"index", file_of(millesime, ".json")},
          {"digests", file_of(millesime, ".sha256")},
          {"dalles", std::string(layout::dalles) + "/" + year + "/{name}"},
          {"items", std::string(layout::meta) + "/stac/" + year + "/{shard}/{stem}.json"},
          {"wmts_layer", "ortho-" + year}};
}

Json services_of(const Site& site) {
  static const std::map<std::string, std::string> addresses = {
      {"wmts", "wmts/1.0.0/WMTSCapabilities.xml"}, {"wms", "wms"}, {"api", "api/"}};
  Json services = Json::object();
  for (const std::string& service : site.services) services[service] = addresses.at(service);
  return services;
}

Json grid_of(const Site& site) {
  return {{"crs", site.grid.crs},
          {"dalle_side_m", site.grid.dalle_side_m},
          {"gsd_m", site.grid.gsd_m},
          {"block_px", site.block_px},
          {"factors", site.factors}};
}

Document settings(const Site& site) {
  const auto ortho = site.products.find("ortho");
  const Licence licence = licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  Json json{{"format", "pcrs-dalles portal"},
            {"version", 1},
            {"id", site.id},
            {"title", site.title},
            {"name", site.name},
            {"producer", site.producer},
            {"licence", {{"label", licence.label}, {"url", licence.url}}}};
  if (!site.contact.empty()) json["contact"] = site.contact;
  if (!site.base_url.empty()) json["base_url"] = site.base_url;
  json["grid"] = grid_of(site);
  json["millesimes"] = Json::array();
  const std::vector<int> years = millesimes(site);
  for (auto year = years.rbegin(); year != years.rend(); ++year)
    json["millesimes"].push_back(millesime_of(site, *year));
  if (!site.around.dallage.empty()) json["dallage"] = folder + "dallage.json";
  if (!site.around.communes.empty()) json["communes"] = folder + "communes.json";
  if (!site.mosaic.empty()) json["mosaic"] = layout::mosaic_index;
  if (!site.vectors.empty()) json["vectors"] = std::string(layout::vectors) + "/";
  json["services"] = services_of(site);
  if (site.requests)
    json["requests"] = {{"requester", site.requests->by_token ? "token" : "email"},
                        {"products", site.requests->products}};
  return {std::string(layout::meta) + "/portail.json", json_text(json)};
}

// A name with its key replaced by `{}`: all dalles of a millésime and revision share one form.
std::string form_of(const PublicDalle& dalle, const grid::GridSpec& grid) {
  const std::string key = grid::key_text(dalle.key, grid);
  const auto at = dalle.name.find(key);
  return at == std::string::npos ? dalle.name
                                 : dalle.name.substr(0, at) + "{}" + dalle.name.substr(at + key.size());
}

// The place of `value` in `list`, where it is put when it is new.
std::size_t place_in(std::vector<std::string>& list, std::map<std::string, std::size_t>& known,
                     const std::string& value) {
  const auto [found, fresh] = known.emplace(value, list.size());
  if (fresh) list.push_back(value);
  return found->second;
}

// How the texts of keys are made: `{unit_m: 1000, digits: 4}` is 0579-6375.
Json key_rule(const grid::GridSpec& grid) {
  const std::string text = grid::key_text({0, 0}, grid);
  const std::size_t digits = text.find('-');
  return {{"unit_m", digits == 4 ? 1000 : digits == 5 ? 100 : 1}, {"digits", digits}};
}

Document index(const Site& site, int millesime) {
  std::vector<std::string> forms, days;
  std::map<std::string, std::size_t> known_forms, known_days;
  std::string rows;
  for (const PublicDalle* dalle : dalles_of(site, millesime)) {
    const std::size_t form = place_in(forms, known_forms, form_of(*dalle, site.grid));
    const std::size_t day = place_in(days, known_days, day_of(*dalle));
    rows += (rows.empty() ? "\n" : ",\n") +
            json_line(Json::array({dalle->key.west_m / site.grid.dalle_side_m,
                                   dalle->key.north_m / site.grid.dalle_side_m, dalle->size_bytes, form, day,
                                   dalle->revision}));
  }
  const Json head{
      {"format", "pcrs-dalles portal index"},
      {"version", 1},
      {"millesime", millesime},
      {"key", key_rule(site.grid)},
      {"forms", forms},
      {"days", days},
      {"columns", Json::array({"west_sides", "north_sides", "bytes", "form", "day", "revision"})}};
  std::string text = json_line(head);
  text.back() = ',';
  return {file_of(millesime, ".json"), text + "\"dalles\":[" + rows + "\n]}\n"};
}

Document digests(const Site& site, int millesime) {
  std::string text;
  for (const PublicDalle* dalle : dalles_of(site, millesime))
    text += dalle->sha256 + "  " + layout::dalle_path(*dalle) + "\n";
  return {file_of(millesime, ".sha256"), text};
}

// Outlines in whole metres: what a screen can show of a territory.
Json outlines(const grid::Polygons& polygons) {
  Json all = Json::array();
  for (const grid::Polygon& polygon : polygons) {
    Json rings = Json::array();
    for (const grid::Ring& ring : polygon) {
      Json points = Json::array();
      for (const grid::Point& point : ring)
        points.push_back(Json::array({std::llround(point.x), std::llround(point.y)}));
      rings.push_back(std::move(points));
    }
    all.push_back(std::move(rings));
  }
  return all;
}

// Rows of the dallage as runs [north, first west, last west], in sides of dalles.
Json runs(const Site& site) {
  const std::int64_t side = site.grid.dalle_side_m;
  Json all = Json::array();
  for (const grid::DalleKey& key : site.around.dallage) {
    const std::int64_t west = key.west_m / side, north = key.north_m / side;
    const bool follows = !all.empty() && all.back()[0] == north && all.back()[2] == west - 1;
    if (follows)
      all.back()[2] = west;
    else
      all.push_back(Json::array({north, west, west}));
  }
  return all;
}

Document dallage(const Site& site) {
  const Json json{{"format", "pcrs-dalles portal dallage"},
                  {"version", 1},
                  {"count", site.around.dallage.size()},
                  {"rows", runs(site)},
                  {"territory", outlines(site.around.territory)}};
  return {folder + "dallage.json", json_line(json) + "\n"};
}

Document communes(const Site& site) {
  std::string rows;
  for (const grid::Area& area : site.around.communes)
    rows += (rows.empty() ? "\n" : ",\n") +
            json_line({{"name", area.name}, {"polygons", outlines(area.polygons)}});
  return {folder + "communes.json",
          "{\"format\":\"pcrs-dalles portal communes\",\"version\":1,\"communes\":[" + rows + "\n]}\n"};
}

void fill(std::string& page, const std::string& mark, const std::string& text, const std::string& where) {
  if (page.find(mark) == std::string::npos)
    throw_failed(where, "is not the portal of this version: it has no " + mark + "; build it anew");
  page = replace_all(page, mark, text);
}

std::string without_scripts(const Site& site) {
  std::string html =
      "<ul>\n<li><a href=\"texte.html\">Tout ce que ce site diffuse, en une page de texte</a></li>\n";
  for (const int millesime : millesimes(site)) {
    const std::string year = std::to_string(millesime);
    html += "<li><a href=\"dalles/" + year + "/\">La liste des dalles de " + year + "</a></li>\n";
  }
  return html + "<li><a href=\"meta/dalles.geojson\">L'index des dalles (GeoJSON)</a></li>\n</ul>";
}

}  // namespace

std::vector<Document> portal_documents(const Site& site) {
  std::vector<Document> documents;
  for (const int millesime : millesimes(site)) {
    documents.push_back(index(site, millesime));
    documents.push_back(digests(site, millesime));
  }
  if (!site.around.dallage.empty()) documents.push_back(dallage(site));
  if (!site.around.communes.empty()) documents.push_back(communes(site));
  documents.insert(documents.begin(), settings(site));
  return documents;
}

std::string portal_page(const Site& site, std::string_view built, const std::string& where) {
  std::string page(built);
  fill(page, "pcrs:titre", xml_escape(site.title), where);
  fill(page, "pcrs:description",
       xml_escape("Orthophotographie à " + number_text(std::round(site.grid.gsd_m * 1e6) / 1e4) +
                  " cm du plan de corps de rue simplifié : voir, comparer, mesurer, télécharger. " +
                  site.producer),
       where);
  fill(page, "<!--pcrs:texte-->", without_scripts(site), where);
  return page;
}

}  // namespace pcrs::format
