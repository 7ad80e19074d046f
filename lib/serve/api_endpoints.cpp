// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "serve/api.hpp"
#include "serve/api_query.hpp"

namespace pcrs::serve {

namespace {

constexpr std::size_t body_max_bytes = std::size_t{1} << 20;  // a polygon of 20 000 points in 40 bytes each

const std::vector<std::string> filters{"bbox",    "bbox-crs",  "polygon", "polygon-crs",
                                       "commune", "millesime", "datetime"};

std::vector<std::string> and_also(std::vector<std::string> names, const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

Json text_schema() {
  return {{"type", "string"}};
}
Json list_of(const char* type) {
  return {{"type", "array"}, {"items", {{"type", type}}}};
}

struct Described {
  const char* description;
  Json schema;
};

using Descriptions = std::map<std::string, Described>;

Descriptions of_searches() {
  return {
      {"bbox",
       {"Only dalles that share some surface with this box: west,south,east,north. Two equal sides: a point.",
        {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}}}},
      {"bbox-crs", {"The CRS of bbox; CRS84 (longitude, latitude) without it.", text_schema()}},
      {"crs", {"The CRS of the geometries of the answer: CRS84, or the grid's.", text_schema()}},
      {"polygon", {"Only dalles that share some surface with this geometry: WKT or GeoJSON.", text_schema()}},
      {"polygon-crs",
       {"The CRS of polygon: EPSG:2154, EPSG:3942 to 3950, EPSG:3857, EPSG:4326. CRS84 without it.",
        text_schema()}},
      {"commune",
       {"Only dalles that share some surface with these communes: INSEE codes or names, separated by commas. "
        "Accents, capitals and dashes do not count.",
        list_of("string")}},
      {"millesime", {"Years, separated by commas.", list_of("integer")}},
      {"datetime",
       {"Acquired then: a day, an instant (RFC 3339), or two with / between; .. where one is open.",
        text_schema()}},
      {"limit",
       {"The most dalles of this answer.",
        {{"type", "integer"}, {"minimum", 1}, {"maximum", most_items}, {"default", Page().limit}}}},
      {"offset", {"How many to pass over.", {{"type", "integer"}, {"minimum", 0}, {"default", 0}}}},
      {"ids", {"Only these dalles.", list_of("string")}},
      {"collections", {"Only these millésimes, by the ids of their STAC collections.", list_of("string")}},
      {"projection",
       {"Version of STAC's projection extension: 2.0 (proj:code), or 1.1 (proj:epsg) for GDAL before 3.10.",
        {{"type", "string"}, {"enum", Json::array({"2.0", "1.1"})}, {"default", "2.0"}}}},
      {"intersects", {"A GeoJSON geometry in longitude and latitude.", {{"type", "object"}}}},
      {"id", {"The name of the dalle's file, without its ending.", text_schema()}},
      {"f", {"json, the one form that there is.", {{"type", "string"}, {"enum", Json::array({"json"})}}}},
      {"format",
       {"json; urls (wget -i), aria2 (aria2c -i), sha256 (sha256sum -c).",
        {{"type", "string"},
         {"enum", Json::array({"json", "urls", "aria2", "sha256"})},
         {"default", "json"}}}}};
}

Descriptions of_extracts() {
  return {
      {"extract:crs",
       {"The CRS of the image: the grid's (without it), EPSG:2154, EPSG:3942 to EPSG:3950.", text_schema()}},
      {"extract:polygon", {"What to cut out: a surface, WKT or GeoJSON.", text_schema()}},
      {"extract:polygon-crs",
       {"The CRS of polygon, EPSG:4326 and EPSG:3857 too; without it, that of crs; without both, CRS84.",
        text_schema()}},
      {"extract:format",
       {"geotiff (lossless, with a mask), or jpeg: a ZIP of image, world file and .prj.",
        {{"type", "string"}, {"enum", Json::array({"geotiff", "jpeg"})}, {"default", "geotiff"}}}},
      {"extract:millesime", {"One year; without it the newest that shows the place.", {{"type", "integer"}}}},
      {"extract:gsd_m", {"The side of a pixel in metres; without it the dalles'.", {{"type", "number"}}}}};
}

Descriptions of_requests() {
  return {{"request:dalles", {"Keys or names of dalles, 200 at most.", list_of("string")}},
          {"request:millesime", {"One year; without it that of the chantier.", {{"type", "integer"}}}},
          {"request:product",
           {"lossless, or ortho: the compressed dalle of a millésime that the site does not show.",
            {{"type", "string"}, {"enum", Json::array({"lossless", "ortho"})}, {"default", "lossless"}}}},
          {"request:email", {"Whom to answer; not asked of those who come by a token.", text_schema()}},
          {"request:reason", {"What for.", text_schema()}},
          {"request:id",
           {"As the request was answered; who knows it may fetch what was granted.", text_schema()}}};
}

const Descriptions& descriptions() {
  static const Descriptions known = [] {
    Descriptions all = of_searches();
    all.merge(of_extracts());
    all.merge(of_requests());
    return all;
  }();
  return known;
}

std::vector<Endpoint> features() {
  const std::vector<std::string> json{"application/json"}, geojson{"application/geo+json"};
  return {{"/", {"GET"}, "What this API offers", {"f"}, json, api_landing},
          {"/openapi.json",
           {"GET"},
           "This API, described",
           {"f"},
           {"application/vnd.oai.openapi+json;version=3.0"},
           api_document},
          {"/conformance", {"GET"}, "The standards that it keeps", {"f"}, json, api_conformance},
          {"/collections", {"GET"}, "What can be searched", {"f"}, json, api_collections},
          {"/collections/dalles", {"GET"}, "The published dalles", {"f"}, json, api_collection},
          {"/collections/dalles/items",
           {"GET"},
           "Dalles by place, millésime and date",
           and_also(filters, {"crs", "limit", "offset", "f"}),
           geojson,
           api_items},
          {"/collections/dalles/items/{id}",
           {"GET"},
           "The data sheet of a dalle",
           {"crs", "f"},
           geojson,
           api_item}};
}

std::vector<Endpoint> selections() {
  return {
      {"/search",
       {"GET", "POST"},
       "Dalles as STAC items",
       {"bbox", "intersects", "commune", "datetime", "ids", "collections", "projection", "limit", "offset"},
       {"application/geo+json"},
       api_search,
       body_max_bytes},
      {"/downloads",
       {"GET", "POST"},
       "Files of a selection, to be downloaded: addresses, sizes, digests",
       and_also(filters, {"ids", "format"}),
       {"application/json", "text/plain; charset=utf-8"},
       api_downloads,
       body_max_bytes},
      {"/extract",
       {"GET", "POST"},
       "An image cut on demand",
       {"extract:polygon", "extract:polygon-crs", "extract:crs", "extract:format", "extract:gsd_m",
        "extract:millesime"},
       {"image/tiff; application=geotiff", "application/zip"},
       api_extract,
       body_max_bytes},
      {"/requests",
       {"POST"},
       "Ask for lossless dalles, or for millésimes that the site does not show",
       {"request:dalles", "request:millesime", "request:product", "request:email", "request:reason"},
       {"application/json"},
       api_requests,
       body_max_bytes,
       202},
      {"/requests/{id}",
       {"GET"},
       "What became of a request: its state, its price, the addresses of its files",
       {"f"},
       {"application/json"},
       api_request,
       0,
       200,
       "request:id"}};
}

}  // namespace

std::string parameter_name(const std::string& key) {
  return key.substr(key.find(':') + 1);
}

Json parameter_named(const std::string& key) {
  const Described& described = descriptions().at(key);
  const std::string name = parameter_name(key);
  const bool in_path = name == "id";
  Json parameter{{"name", name},
                 {"in", in_path ? "path" : "query"},
                 {"description", described.description},
                 {"required", in_path},
                 {"schema", described.schema}};
  if (described.schema["type"] == "array") parameter.update(Json{{"style", "form"}, {"explode", false}});
  return parameter;
}

const std::vector<Endpoint>& api_endpoints() {
  static const std::vector<Endpoint> endpoints = [] {
    std::vector<Endpoint> all = features();
    for (const Endpoint& endpoint : selections()) all.push_back(endpoint);
    return all;
  }();
  return endpoints;
}

}  // namespace pcrs::serve
