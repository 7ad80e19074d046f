// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "format/licence.hpp"
#include "format/stac.hpp"
#include "grid/lonlat.hpp"
#include "serve/api.hpp"

namespace pcrs::serve {

namespace {

constexpr const char* json_type = "application/json";
constexpr const char* geojson_type = "application/geo+json";
constexpr const char* openapi_type = "application/vnd.oai.openapi+json;version=3.0";
constexpr const char* crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

Json conformance_classes() {
  return Json::array({"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
                      "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
                      "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
                      "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
                      "https://api.stacspec.org/v1.0.0/core", "https://api.stacspec.org/v1.0.0/item-search"});
}

std::string crs_uri(const std::string& code) {
  return "http://www.opengis.net/def/crs/EPSG/0/" + code.substr(code.find(':') + 1);
}

// Corners suffice: over a territory sides bend by less than a dalle.
Json degrees_of(const grid::Bounds& bounds, const std::string& crs) {
  const grid::LonLat lonlat(crs);
  double west = 180, south = 90, east = -180, north = -90;
  for (const double x : {bounds[0], bounds[2]})
    for (const double y : {bounds[1], bounds[3]}) {
      const auto [lon, lat] = lonlat(x, y);
      west = std::min(west, lon), east = std::max(east, lon);
      south = std::min(south, lat), north = std::max(north, lat);
    }
  return Json::array({west, south, east, north});
}

Json collection_of(const ApiCall& call) {
  const format::Site& site = call.index->site();
  Json links =
      Json::array({link_json("self", call.url("api/collections/dalles"), json_type),
                   link_json("items", call.url("api/collections/dalles/items"), geojson_type, "The dalles"),
                   link_json("enclosure", call.url("meta/dalles.gpkg"), "application/geopackage+sqlite3",
                             "All of them")});
  const auto ortho = site.products.find("ortho");
  const format::Licence licence =
      format::licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  if (!licence.url.empty()) links.push_back(link_json("license", licence.url, "text/html", licence.label));
  Json collection{{"id", "dalles"},
                  {"title", site.title},
                  {"description", site.name + " : dalles d'orthophotographie publiées."},
                  {"itemType", "feature"},
                  {"crs", Json::array({crs84, crs_uri(site.grid.crs)})},
                  {"storageCrs", crs_uri(site.grid.crs)},
                  {"links", links}};
  if (call.index->size() == 0) return collection;
  const auto [start, end] = call.index->dates();
  collection["extent"] = {
      {"spatial", {{"bbox", Json::array({degrees_of(call.index->bounds(), site.grid.crs)})}, {"crs", crs84}}},
      {"temporal", {{"interval", Json::array({Json::array({utc_text(start), utc_text(end)})})}}}};
  return collection;
}

Json landing_links(const ApiCall& call) {
  Json links = Json::array(
      {link_json("self", call.url("api/"), json_type), link_json("root", call.url("api/"), json_type),
       link_json("service-desc", call.url("api/openapi.json"), openapi_type, "This API, described"),
       link_json("conformance", call.url("api/conformance"), json_type),
       link_json("data", call.url("api/collections"), json_type, "What can be searched"),
       link_json("search", call.url("api/search"), geojson_type, "STAC item search"),
       link_json("search", call.url("api/search"), geojson_type, "STAC item search"),
       link_json("alternate", call.url(""), "text/html", "The portal")});
  links[5]["method"] = "GET";
  links[6]["method"] = "POST";
  for (const int year : call.index->millesimes())
    links.push_back(link_json("child", call.url(format::stac_collection_path(year)), json_type,
                              "Millésime " + std::to_string(year)));
  return links;
}

// ---- openapi.json

Json answers_of(const Endpoint& endpoint) {
  const Json problem{{"description", "What is wrong, in one sentence"},
                     {"content", {{"application/problem+json", {{"schema", {{"type", "object"}}}}}}}};
  Json content = Json::object();
  for (const std::string& type : endpoint.types)
    content[type] = {{"schema", {{"type", type.find("json") != type.npos ? "object" : "string"}}}};
  Json answers{{std::to_string(endpoint.status), {{"description", endpoint.summary}, {"content", content}}},
               {"400", problem},
               {"503", problem}};
  if (endpoint.path.ends_with("{id}")) answers["404"] = problem;
  return answers;
}

Json operation_of(const Endpoint& endpoint, const std::string& method) {
  Json operation{{"summary", endpoint.summary},
                 {"operationId", lower_ascii(method) + replace_all(endpoint.path, "/", "-")}};
  Json parameters = Json::array(), keys = Json::object();
  if (endpoint.path.ends_with("{id}")) parameters.push_back(parameter_named(endpoint.id));
  for (const std::string& name : endpoint.parameters) {
    Json parameter = parameter_named(name);
    Json& key = keys[parameter_name(name)];
    key = parameter["schema"];
    key["description"] = parameter["description"];
    if (method == "GET") parameters.push_back(std::move(parameter));
  }
  operation["parameters"] = parameters;
  if (method == "POST")
    operation["requestBody"] = {
        {"required", true},
        {"content", {{"application/json", {{"schema", {{"type", "object"}, {"properties", keys}}}}}}}};
  operation["responses"] = answers_of(endpoint);
  return operation;
}

}  // namespace

Response api_landing(const ApiCall& call) {
  const format::Site& site = call.index->site();
  return json_response(
      call, {{"type", "Catalog"},
             {"stac_version", "1.1.0"},
             {"id", site.id},
             {"title", site.title},
             {"description", site.name + " : recherche, fiches, listes de téléchargement, extraits."},
             {"conformsTo", conformance_classes()},
             {"links", landing_links(call)}});
}

Response api_conformance(const ApiCall& call) {
  return json_response(call, {{"conformsTo", conformance_classes()}});
}

Response api_collections(const ApiCall& call) {
  return json_response(call,
                       {{"links", Json::array({link_json("self", call.url("api/collections"), json_type)})},
                        {"collections", Json::array({collection_of(call)})}});
}

Response api_collection(const ApiCall& call) {
  return json_response(call, collection_of(call));
}

Response api_document(const ApiCall& call) {
  Json paths = Json::object();
  for (const Endpoint& endpoint : api_endpoints())
    for (const std::string& method : endpoint.methods)
      paths[endpoint.path][lower_ascii(method)] = operation_of(endpoint, method);
  const format::Site& site = call.index->site();
  const auto ortho = site.products.find("ortho");
  const format::Licence licence =
      format::licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  Json info{{"title", site.title}, {"version", PCRS_VERSION}};
  if (!licence.label.empty()) info["license"] = {{"name", licence.label}};
  if (!licence.url.empty()) info["license"]["url"] = licence.url;
  return json_response(call,
                       {{"openapi", "3.0.3"},
                        {"info", info},
                        {"servers", Json::array({{{"url", call.url("api")}}})},
                        {"paths", paths}},
                       openapi_type);
}

}  // namespace pcrs::serve
