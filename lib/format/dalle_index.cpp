// SPDX-License-Identifier: Apache-2.0
#include "format/dalle_index.hpp"

#include "base/error.hpp"

namespace pcrs::format {

namespace {

constexpr const char* format_name = "pcrs-dalles index";
constexpr int format_version = 1;

Json header_of(const Site& site) {
  Json products = Json::object();
  for (const auto& [name, product] : site.products)
    products[name] = {{"licence", product.licence}, {"access", product.access}};
  return {{"format", format_name},
          {"version", format_version},
          {"chantier", site.id},
          {"title", site.title},
          {"name", site.name},
          {"code", site.code},
          {"producer", site.producer},
          {"contact", site.contact},
          {"grid",
           {{"crs", site.grid.crs}, {"dalle_side_m", site.grid.dalle_side_m}, {"gsd_m", site.grid.gsd_m}}},
          {"products", products}};
}

Json json_of(const PublicDalle& dalle) {
  Json origins = Json::array();
  for (const Origin& origin : dalle.origins)
    origins.push_back({{"title", origin.title}, {"sha256", origin.sha256}});
  return {{"corner_m", Json::array({dalle.key.west_m, dalle.key.north_m})},
          {"millesime", dalle.millesime},
          {"revision", dalle.revision},
          {"name", dalle.name},
          {"size_bytes", dalle.size_bytes},
          {"sha256", dalle.sha256},
          {"compression", dalle.compression},
          {"national", dalle.national},
          {"origins", origins},
          {"ring", dalle.ring}};
}

template <typename Read>
auto told_of(const std::string& where, const Read& read) {
  try {
    return read();
  } catch (const Json::exception& error) {
    throw_failed(where, std::string("is no index of dalles; run pcrs-publish site again: ") + error.what());
  }
}

}  // namespace

std::string dalle_index(const Site& site) {
  std::string text = json_line(header_of(site)) + "\n";
  for (const PublicDalle& dalle : site.dalles) text += json_line(json_of(dalle)) + "\n";
  return text;
}

Site parse_index_header(std::string_view line, const std::string& where) {
  const Json json = parse_json(line, where);
  return told_of(where, [&] {
    if (json.at("format") != format_name || json.at("version") != format_version)
      throw_failed(where, "is an index of another version; run pcrs-publish site again");
    Site site;
    site.id = json.at("chantier");
    site.title = json.at("title");
    site.name = json.at("name");
    site.code = json.at("code");
    site.producer = json.at("producer");
    site.contact = json.at("contact");
    const Json& grid = json.at("grid");
    site.grid = {grid.at("crs"), grid.at("dalle_side_m"), grid.at("gsd_m")};
    for (const auto& [name, product] : json.at("products").items())
      site.products[name] = {product.at("licence"), product.at("access")};
    return site;
  });
}

PublicDalle parse_index_dalle(std::string_view line, const std::string& where) {
  const Json json = parse_json(line, where);
  return told_of(where, [&] {
    PublicDalle dalle;
    dalle.key = {json.at("corner_m").at(0), json.at("corner_m").at(1)};
    dalle.millesime = json.at("millesime");
    dalle.revision = json.at("revision");
    dalle.name = json.at("name");
    dalle.size_bytes = json.at("size_bytes");
    dalle.sha256 = json.at("sha256");
    dalle.compression = json.at("compression");
    dalle.national = json.at("national");
    for (const Json& origin : json.at("origins"))
      dalle.origins.push_back({origin.at("title"), origin.at("sha256")});
    dalle.ring = json.at("ring");
    return dalle;
  });
}

}  // namespace pcrs::format
