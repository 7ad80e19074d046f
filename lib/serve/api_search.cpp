// SPDX-License-Identifier: Apache-2.0
// STAC API, item search: the same dalles as items of the static catalog.
#include "base/error.hpp"
#include "base/text.hpp"
#include "format/stac.hpp"
#include "serve/api_query.hpp"

namespace pcrs::serve {

namespace {

constexpr const char* geojson_type = "application/geo+json";

// Version 1.1 of the projection extension, which GDAL before 3.10 wants: proj:epsg instead of proj:code.
void put_back_projection(Json& item) {
  for (Json& extension : item["stac_extensions"])
    if (const std::string url = extension; url.find("/projection/") != url.npos)
      extension = replace_all(url, "v2.0.0", "v1.1.0");
  Json& properties = item["properties"];
  const std::string code = properties["proj:code"];
  properties["proj:epsg"] = to_number<int>(code.substr(code.find(':') + 1)).value_or(0);
  properties.erase("proj:code");
}

bool wants_former_projection(const ApiCall& call) {
  const std::string version = call.value("projection").value_or("2.0");
  if (version != "1.1" && version != "2.0")
    throw_usage("projection", "is \"" + one_line(version.substr(0, 40)) + "\"; expected 2.0 or 1.1");
  return version == "1.1";
}

// The item as it is published; its links to other documents become absolute.
Json item_of(const ApiCall& call, const format::Site& site, std::size_t number) {
  const format::PublicDalle dalle = call.index->dalle(number);
  Json item = format::stac_item(site, dalle);
  Json links = Json::array(
      {link_json("self", call.url("") + url_encode(format::stac_item_path(dalle)), geojson_type),
       link_json("root", call.url("api/"), "application/json"),
       link_json("collection", call.url(format::stac_collection_path(dalle.millesime)), "application/json")});
  for (Json& link : item["links"])
    if (link["rel"] == "derived_from") links.push_back(std::move(link));
  item["links"] = links;
  return item;
}

Json page_link(const ApiCall& call, const std::string& rel, std::size_t offset) {
  const bool posted = call.request.method == "POST";
  const std::string address = call.url("api/search");
  Json link =
      link_json(rel, posted ? address : address + query_text(with_offset(call.fields, offset)), geojson_type);
  link["method"] = posted ? "POST" : "GET";
  if (posted) {
    link["merge"] = true;  // the body of this link is laid over the one that was sent
    link["body"] = {{"offset", offset}};
  }
  return link;
}

}  // namespace

Response api_search(const ApiCall& call) {
  const Page page = page_of(call);
  const auto found = call.index->find(wanted_of(call));
  const format::Site site = call.site();
  const bool former = wants_former_projection(call);
  Json features = Json::array();
  for (std::size_t i = page.offset; i < page.end(found.size()); ++i) {
    features.push_back(item_of(call, site, found[i]));
    if (former) put_back_projection(features.back());
  }
  Json links = Json::array({link_json("root", call.url("api/"), "application/json")});
  if (page.offset + page.limit < found.size())
    links.push_back(page_link(call, "next", page.offset + page.limit));
  if (page.offset > 0)
    links.push_back(page_link(call, "prev", page.offset - std::min(page.offset, page.limit)));
  const std::size_t returned = features.size();
  return json_response(call,
                       {{"type", "FeatureCollection"},
                        {"numberMatched", found.size()},
                        {"numberReturned", returned},
                        {"links", links},
                        {"features", std::move(features)}},
                       geojson_type);
}

}  // namespace pcrs::serve
