// SPDX-License-Identifier: Apache-2.0
#include "serve/wmts_texts.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "format/national.hpp"
#include "raster/tile_image.hpp"

namespace pcrs::serve {

namespace {

Json properties_of(const format::PublicDalle& dalle, const grid::GridSpec& grid,
                   const std::string& root_url) {
  const auto date = dalle.national.find("dateAcquisition");
  return {{"dalle", grid::key_text(dalle.key, grid)},
          {"nomImage", dalle.name},
          {"millesime", dalle.millesime},
          {"dateAcquisition", date == dalle.national.end() ? Json() : *date},
          {"url", root_url + "/" + url_encode(format::layout::dalle_path(dalle))}};
}

std::string shown(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : json_line(value);
}

std::string html_text(const Json& properties) {
  std::string rows;
  for (const auto& [name, value] : properties.items())
    rows += "<tr><th scope=\"row\">" + name + "</th><td>" + xml_escape(shown(value)) + "</td></tr>\n";
  return "<!DOCTYPE html>\n<html lang=\"fr\">\n<meta charset=\"utf-8\">\n<title>Dalle</title>\n<table>\n" +
         rows + "</table>\n</html>\n";
}

std::string plain_text(const Json& properties) {
  std::string text;
  for (const auto& [name, value] : properties.items()) text += name + " = " + shown(value) + "\n";
  return text;
}

format::WmtsLayer layer_of(const Imagery& imagery, const std::string& id, const std::string& title,
                           int millesime) {
  const grid::Extent extent = imagery.extent(millesime);
  const std::array<double, 4> bounds{static_cast<double>(extent.west_m), static_cast<double>(extent.south_m),
                                     static_cast<double>(extent.east_m), static_cast<double>(extent.north_m)};
  const std::string& crs = imagery.grid().crs;
  return {id, title, bounds, raster::bounds_in(bounds, crs, format::web_mercator::crs),
          raster::bounds_in(bounds, crs, "EPSG:4326")};
}

}  // namespace

format::Wmts wmts_description(const chantier::Chantier& chantier, const Imagery& imagery,
                              const std::string& root_url, int first_zoom, int last_zoom) {
  format::Wmts wmts{chantier.title.empty() ? chantier.name : chantier.title,
                    chantier.producer,
                    chantier.contact,
                    root_url,
                    imagery.grid().crs,
                    imagery.matrices(),
                    imagery.first_matrix(),
                    first_zoom,
                    last_zoom,
                    {}};
  const auto& years = imagery.millesimes();
  const std::string current = std::to_string(imagery.current());
  if (std::count(years.begin(), years.end(), imagery.current()) > 0)
    wmts.layers.push_back(
        layer_of(imagery, "ortho", "Orthophotographie (" + current + ")", imagery.current()));
  for (const int year : years)
    wmts.layers.push_back(layer_of(imagery, "ortho-" + std::to_string(year),
                                   "Orthophotographie " + std::to_string(year), year));
  return wmts;
}

Response wmts_info(const Request& request, const std::string& type, const grid::GridSpec& grid,
                   const std::optional<format::PublicDalle>& dalle) {
  const Json properties = dalle ? properties_of(*dalle, grid, request.root_url) : Json::object();
  if (type == "text/html") return text_response(200, type + "; charset=utf-8", html_text(properties));
  if (type == "text/plain") return text_response(200, type + "; charset=utf-8", plain_text(properties));
  Json features = Json::array();
  if (dalle)
    features.push_back(
        {{"type", "Feature"}, {"geometry", format::polygon(*dalle)}, {"properties", properties}});
  return text_response(200, type, json_line({{"type", "FeatureCollection"}, {"features", features}}) + "\n");
}

}  // namespace pcrs::serve
