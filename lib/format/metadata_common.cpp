// SPDX-License-Identifier: Apache-2.0
#include "format/metadata_common.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace pcrs::format {

std::vector<Door> doors_of(const Site& site, int millesime) {
  const std::string year = std::to_string(millesime);
  const auto url = [&](const std::string& path) { return link_to(site, path, ""); };
  const std::string download = "WWW:DOWNLOAD-1.0-http--download", link = "WWW:LINK-1.0-http--link";
  return {{"Dalles en GeoTIFF optimisé pour le web (COG)", url("dalles/" + year + "/"),
           "image/tiff; application=geotiff; profile=cloud-optimized", link, false},
          {"Index des dalles, GeoPackage", url("meta/dalles.gpkg"), "application/geopackage+sqlite3",
           download, true},
          {"Index des dalles, GeoJSON", url("meta/dalles.geojson"), "application/geo+json", download, true},
          {"Catalogue STAC", url("meta/stac/" + year + "/collection.json"), "application/json", link, true}};
}

Licence licence_of_ortho(const Site& site) {
  const auto found = site.products.find("ortho");
  return licence_of(found == site.products.end() ? "" : found->second.licence);
}

bool is_open(const Site& site) {
  const auto found = site.products.find("ortho");
  return found != site.products.end() && found->second.access == "public";
}

std::string title_of(const Site& site, int millesime) {
  return site.title + ", millésime " + std::to_string(millesime);
}

std::string abstract_of(const Site& site, int millesime) {
  std::size_t dalles = 0;
  for (const PublicDalle& dalle : site.dalles) dalles += dalle.millesime == millesime ? 1 : 0;
  return "Orthophotographie du plan de corps de rue simplifié (PCRS) : " + std::to_string(dalles) +
         " dalles de " + std::to_string(site.grid.dalle_side_m) + " m, pixel de " +
         number_text(std::round(site.grid.gsd_m * 1e6) / 1e4) + " cm, système " + site.grid.crs +
         ", millésime " + std::to_string(millesime) + ".";
}

std::string modified_day(const Site& site, int millesime) {
  std::string newest;
  for (const PublicDalle& dalle : site.dalles)
    if (dalle.millesime == millesime) newest = std::max(newest, dalle.made_at);
  return newest.substr(0, 10);
}

bool is_mail(const std::string& contact) {
  return contact.find('@') != std::string::npos && contact.find_first_of(" /") == std::string::npos;
}

std::string crs_uri(const std::string& crs) {
  const auto colon = crs.find(':');
  return "http://www.opengis.net/def/crs/" + crs.substr(0, colon) + "/0/" + crs.substr(colon + 1);
}

}  // namespace pcrs::format
