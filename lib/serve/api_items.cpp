// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "format/national.hpp"
#include "format/stac.hpp"
#include "serve/api_query.hpp"

namespace pcrs::serve {

namespace {

constexpr const char* geojson_type = "application/geo+json";
constexpr const char* cog_type = "image/tiff; application=geotiff; profile=cloud-optimized";

// True when geometries are wanted in the grid's CRS, in metres.
bool wants_grid(const ApiCall& call) {
  const auto crs = crs_parameter(call, "crs");
  if (!crs || (crs->code == "EPSG:4326" && !crs->latitude_first)) return false;
  if (crs->code != call.index->site().grid.crs)
    throw_usage("crs", "is none that geometries are given in: CRS84 or " + call.index->site().grid.crs);
  return true;
}

// RFC 7946 knows degrees alone: another CRS is told by this header (OGC API Features, part 2).
void tell_crs(Response& response, const ApiCall& call, bool in_grid) {
  const std::string& code = call.index->site().grid.crs;
  response.set("Content-Crs", in_grid ? "<http://www.opengis.net/def/crs/EPSG/0/" + code.substr(5) + ">"
                                      : "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
}

Json geometry_of(const ApiCall& call, std::size_t number, const format::PublicDalle& dalle, bool in_grid) {
  if (!in_grid) return format::polygon(dalle);
  const auto [west, south, east, north] = call.index->square(number);
  const auto point = [](double x, double y) { return Json::array({x, y}); };
  return {
      {"type", "Polygon"},
      {"coordinates", Json::array({Json::array({point(west, north), point(west, south), point(east, south),
                                                point(east, north), point(west, north)})})}};
}

std::string item_url(const ApiCall& call, const format::PublicDalle& dalle) {
  return call.url("api/collections/dalles/items/" + url_encode(format::stac_id(dalle)));
}

Json links_of(const ApiCall& call, const format::Site& site, const format::PublicDalle& dalle) {
  const std::string path = format::layout::dalle_path(dalle);
  Json file = link_json("enclosure", format::link_to(site, path, ""), cog_type, dalle.name);
  file["length"] = dalle.size_bytes;
  return Json::array({link_json("self", item_url(call, dalle), geojson_type),
                      link_json("collection", call.url("api/collections/dalles"), "application/json"),
                      std::move(file),
                      link_json("up", format::link_to(site, path.substr(0, path.rfind('/') + 1), ""),
                                "text/html", "Listing"),
                      link_json("alternate", format::link_to(site, format::stac_item_path(dalle), ""),
                                geojson_type, "STAC item")});
}

// The national properties, then ours.
Json feature_of(const ApiCall& call, const format::Site& site, std::size_t number, bool in_grid, bool sheet) {
  const format::PublicDalle dalle = call.index->dalle(number);
  Json properties = format::national_properties(site, dalle, "");
  properties["dalle"] = grid::key_text(dalle.key, site.grid);
  properties["millesime"] = dalle.millesime;
  properties["revision"] = dalle.revision;
  properties["sha256"] = dalle.sha256;
  if (sheet) {
    Json origins = Json::array();
    for (const format::Origin& origin : dalle.origins)
      origins.push_back({{"title", origin.title}, {"sha256", origin.sha256}});
    properties["provenance"] = origins;
  }
  Json feature{{"type", "Feature"},
               {"id", format::stac_id(dalle)},
               {"geometry", geometry_of(call, number, dalle, in_grid)},
               {"properties", properties}};
  feature["links"] = sheet ? links_of(call, site, dalle)
                           : Json::array({link_json("self", item_url(call, dalle), geojson_type)});
  return feature;
}

Json page_links(const ApiCall& call, const Page& page, std::size_t matched) {
  const std::string address = call.url("api/collections/dalles/items");
  const auto at = [&](std::size_t offset) { return address + query_text(with_offset(call.fields, offset)); };
  Json links = Json::array({link_json("self", address + query_text(call.fields), geojson_type),
                            link_json("collection", call.url("api/collections/dalles"), "application/json")});
  if (page.offset + page.limit < matched)
    links.push_back(link_json("next", at(page.offset + page.limit), geojson_type));
  if (page.offset > 0)
    links.push_back(link_json("prev", at(page.offset - std::min(page.offset, page.limit)), geojson_type));
  return links;
}

}  // namespace

Response api_items(const ApiCall& call) {
  const bool in_grid = wants_grid(call);
  const Page page = page_of(call);
  const auto found = call.index->find(wanted_of(call));
  const format::Site site = call.site();
  Json features = Json::array();
  for (std::size_t i = page.offset; i < page.end(found.size()); ++i)
    features.push_back(feature_of(call, site, found[i], in_grid, false));
  const std::size_t returned = features.size();
  Response response = json_response(call,
                                    {{"type", "FeatureCollection"},
                                     {"numberMatched", found.size()},
                                     {"numberReturned", returned},
                                     {"links", page_links(call, page, found.size())},
                                     {"features", std::move(features)}},
                                    geojson_type);
  tell_crs(response, call, in_grid);
  return response;
}

Response api_item(const ApiCall& call) {
  const bool in_grid = wants_grid(call);
  const auto number = call.index->find(std::string_view(call.id));
  if (!number) return problem(404, "no published dalle has this name");
  Response response =
      json_response(call, feature_of(call, call.site(), *number, in_grid, true), geojson_type);
  tell_crs(response, call, in_grid);
  return response;
}

}  // namespace pcrs::serve
