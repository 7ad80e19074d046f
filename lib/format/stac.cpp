// SPDX-License-Identifier: Apache-2.0
#include "format/stac.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "format/extent.hpp"
#include "format/licence.hpp"
#include "format/national.hpp"

namespace pcrs::format {

namespace {

constexpr const char* json_type = "application/json";
constexpr const char* item_type = "application/geo+json";

const std::string root_path = std::string(layout::meta) + "/stac/catalog.json";

std::string collection_folder(int millesime) {
  return std::string(layout::meta) + "/stac/" + std::to_string(millesime) + "/";
}
std::string shard_folder(int millesime, const std::string& shard) {
  return collection_folder(millesime) + shard + "/";
}
Json link(const std::string& rel, const std::string& target, const std::string& from, const char* type,
          const std::string& title = "") {
  Json made{{"rel", rel}, {"href", relative_link(target, from)}, {"type", type}};
  if (!title.empty()) made["title"] = title;
  return made;
}

// `root`, `parent` and, where the site knows its address, `self`.
Json own_links(const Site& site, const std::string& path, const std::string& parent, const char* type) {
  Json links = Json::array({link("root", root_path, path, json_type)});
  if (!parent.empty()) links.push_back(link("parent", parent, path, json_type));
  if (!site.base_url.empty())
    links.push_back({{"rel", "self"}, {"href", link_to(site, path, path)}, {"type", type}});
  return links;
}

Json extensions() {
  return Json::array({"https://stac-extensions.github.io/projection/v2.0.0/schema.json",
                      "https://stac-extensions.github.io/file/v2.1.0/schema.json",
                      "https://stac-extensions.github.io/raster/v2.0.0/schema.json"});
}

Json asset_of(const Site& site, const PublicDalle& dalle, const std::string& path) {
  return {{"href", link_to(site, layout::dalle_path(dalle), path)},
          {"type", "image/tiff; application=geotiff; profile=cloud-optimized"},
          {"title", dalle.name},
          {"roles", Json::array({"data"})},
          {"data_type", "uint8"},
          {"bands", Json::array({{{"name", "red"}}, {{"name", "green"}}, {{"name", "blue"}}})},
          {"raster:spatial_resolution", site.grid.gsd_m},
          {"file:size", dalle.size_bytes},
          {"file:checksum", multihash(dalle.sha256)}};
}

Json properties_of(const Site& site, const PublicDalle& dalle) {
  const Instant instant = instant_of(dalle);
  const auto west = dalle.key.west_m, north = dalle.key.north_m, side = site.grid.dalle_side_m;
  const int pixels = site.grid.pixels_a_side();
  const double gsd = site.grid.gsd_m;
  return {{"datetime", instant.datetime},
          {"start_datetime", instant.start},
          {"end_datetime", instant.end},
          {"title", "Dalle " + grid::key_text(dalle.key, site.grid) + ", " + std::to_string(dalle.millesime)},
          {"gsd", gsd},
          {"proj:code", site.grid.crs},
          {"proj:bbox", Json::array({west, north - side, west + side, north})},
          {"proj:shape", Json::array({pixels, pixels})},
          {"proj:transform", Json::array({gsd, 0, west, 0, -gsd, north})},
          {"pcrs:dalle", grid::key_text(dalle.key, site.grid)},
          {"pcrs:millesime", dalle.millesime},
          {"pcrs:revision", dalle.revision}};
}

Json item_links(const Site& site, const PublicDalle& dalle, const std::string& path) {
  const std::string parent =
      shard_folder(dalle.millesime, grid::shard_of(dalle.key)) + std::string("catalog.json");
  Json links = own_links(site, path, parent, item_type);
  links.push_back(link("collection", stac_collection_path(dalle.millesime), path, json_type));
  for (const Origin& origin : dalle.origins)
    links.push_back({{"rel", "derived_from"},
                     {"href", named_information(origin.sha256)},
                     {"title", origin.title},
                     {"file:checksum", multihash(origin.sha256)}});
  return links;
}

Json item(const Site& site, const PublicDalle& dalle) {
  const std::string path = stac_item_path(dalle);
  Extent extent;
  extent.add(dalle);
  return {{"type", "Feature"},
          {"stac_version", "1.1.0"},
          {"stac_extensions", extensions()},
          {"id", stac_id(dalle)},
          {"collection", site.id + "-" + std::to_string(dalle.millesime)},
          {"geometry", polygon(dalle)},
          {"bbox", extent.bbox()},
          {"properties", properties_of(site, dalle)},
          {"links", item_links(site, dalle, path)},
          {"assets", {{"ortho", asset_of(site, dalle, path)}}}};
}

using Dalles = std::vector<const PublicDalle*>;
using Shards = std::map<std::string, Dalles>;

Document shard_catalog(const Site& site, int millesime, const std::string& shard, const Dalles& dalles) {
  const std::string path = shard_folder(millesime, shard) + "catalog.json";
  Json links = own_links(site, path, stac_collection_path(millesime), json_type);
  for (const PublicDalle* dalle : dalles)
    links.push_back(link("item", stac_item_path(*dalle), path, item_type, stac_id(*dalle)));
  const Json json{
      {"type", "Catalog"},
      {"stac_version", "1.1.0"},
      {"id", site.id + "-" + std::to_string(millesime) + "-" + shard},
      {"title", shard},
      {"description", "Dalles " + std::to_string(millesime) + " du carré de 10 km " + shard + "."},
      {"links", links}};
  return {path, json_text(json)};
}

Json json_of(const Extent& extent) {
  return {{"spatial", {{"bbox", Json::array({extent.bbox()})}}},
          {"temporal", {{"interval", Json::array({Json::array({extent.start, extent.end})})}}}};
}

Document collection(const Site& site, int millesime, const Shards& shards) {
  const std::string path = stac_collection_path(millesime);
  const auto ortho = site.products.find("ortho");
  const Licence licence = licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  Json links = own_links(site, path, root_path, json_type);
  for (const auto& [shard, dalles] : shards)
    links.push_back(link("child", shard_folder(millesime, shard) + "catalog.json", path, json_type, shard));
  if (!licence.url.empty())
    links.push_back({{"rel", "license"}, {"href", licence.url}, {"title", licence.label}});
  Json json{{"type", "Collection"},
            {"stac_version", "1.1.0"},
            {"stac_extensions", Json::array({extensions()[0]})},
            {"id", site.id + "-" + std::to_string(millesime)},
            {"title", site.name + ", millésime " + std::to_string(millesime)},
            {"description", "Orthophotographie du plan de corps de rue simplifié (PCRS), dalles de " +
                                std::to_string(site.grid.dalle_side_m) + " m."},
            {"keywords", Json::array({"PCRS", "orthophotographie", site.code})},
            {"license", licence.spdx}};
  if (!site.producer.empty())
    json["providers"] =
        Json::array({{{"name", site.producer}, {"roles", Json::array({"producer", "licensor"})}}});
  json["extent"] = json_of(extent_of(site, millesime));
  json["summaries"] = {{"gsd", Json::array({site.grid.gsd_m})}, {"proj:code", Json::array({site.grid.crs})}};
  json["links"] = links;
  return {path, json_text(json)};
}

Document root(const Site& site) {
  Json links = own_links(site, root_path, "", json_type);
  for (const int millesime : millesimes(site))
    links.push_back(link("child", stac_collection_path(millesime), root_path, json_type,
                         "Millésime " + std::to_string(millesime)));
  const Json json{{"type", "Catalog"},
                  {"stac_version", "1.1.0"},
                  {"id", site.id},
                  {"title", site.title},
                  {"description", site.name + " : dalles d'orthophotographie publiées, par millésime."},
                  {"links", links}};
  return {root_path, json_text(json)};
}

}  // namespace

std::string stac_id(const PublicDalle& dalle) {
  return dalle.name.substr(0, dalle.name.rfind('.'));
}

std::string stac_item_path(const PublicDalle& dalle) {
  return shard_folder(dalle.millesime, grid::shard_of(dalle.key)) + stac_id(dalle) + ".json";
}

std::string stac_collection_path(int millesime) {
  return collection_folder(millesime) + "collection.json";
}

Json stac_item(const Site& site, const PublicDalle& dalle) {
  return item(site, dalle);
}

Instant instant_of(const PublicDalle& dalle) {
  const auto found = dalle.national.find("dateAcquisition");
  const std::string date =
      found != dalle.national.end() && found->is_string() ? found->get<std::string>() : "";
  if (date.size() == 10 && parse_utc(date))
    return {date + "T00:00:00Z", date + "T00:00:00Z", date + "T23:59:59Z"};
  const std::string year = std::to_string(dalle.millesime);
  return {nullptr, year + "-01-01T00:00:00Z", year + "-12-31T23:59:59Z"};
}

std::string multihash(const std::string& sha256) {
  return "1220" + sha256;  // 0x12: sha2-256, 0x20: 32 bytes
}

std::string named_information(const std::string& sha256) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text = "ni:///sha-256;";
  unsigned bits = 0;
  int held = 0;
  for (const char c : sha256) {
    const unsigned digit = static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    bits = bits << 4U | (digit & 15U);
    held += 4;
    if (held < 6) continue;
    held -= 6;
    text += alphabet[bits >> held & 63U];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 63U];
  return text;
}

std::vector<Document> stac_documents(const Site& site) {
  std::map<int, Shards> tree;
  for (const PublicDalle& dalle : site.dalles)
    tree[dalle.millesime][grid::shard_of(dalle.key)].push_back(&dalle);
  std::vector<Document> documents{root(site)};
  for (const auto& [millesime, shards] : tree) {
    documents.push_back(collection(site, millesime, shards));
    for (const auto& [shard, dalles] : shards) {
      documents.push_back(shard_catalog(site, millesime, shard, dalles));
      for (const PublicDalle* dalle : dalles)
        documents.push_back({stac_item_path(*dalle), json_text(item(site, *dalle))});
    }
  }
  return documents;
}

}  // namespace pcrs::format
