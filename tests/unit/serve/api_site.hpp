// SPDX-License-Identifier: Apache-2.0
// A published index of many dalles and the API over it, without a socket.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>

#include "format/dalle_index.hpp"
#include "grid/lonlat.hpp"
#include "serve/api.hpp"
#include "serve/wmts.hpp"

namespace pcrs::serve {

/// `columns` × `rows` dalles of 1 km, upper-left one at (570, 6380) km, in each of two millésimes; the one
/// of 2025 has a hole where column and row are both 3.
inline format::Site many_dalles(int columns, int rows) {
  format::Site site;
  site.id = "lot";
  site.title = "PCRS du Lot";
  site.name = "PCRS du Lot";
  site.producer = "APLC";
  site.products = {{"ortho", {"ouvert_lo", "public"}}};
  const grid::LonLat lonlat(site.grid.crs);
  for (const int year : {2022, 2025})
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < columns; ++column) {
        if (year == 2025 && column == 3 && row == 3) continue;
        format::PublicDalle dalle;
        dalle.key = {(570 + column) * 1000, (6380 - row) * 1000};
        dalle.millesime = year;
        dalle.name = "46-" + std::to_string(year) + "-" + grid::key_text(dalle.key, site.grid) + ".tif";
        dalle.size_bytes = 1000 + static_cast<std::uint64_t>(column);
        dalle.sha256 = std::string(62, 'a') + "07";
        dalle.compression = "JPEG";
        if (row == 0) dalle.national = {{"dateAcquisition", std::to_string(year) + "-06-14"}};
        dalle.origins = {{"Dalle sans perte", std::string(64, 'b')}};
        const double west = double(dalle.key.west_m), north = double(dalle.key.north_m);
        dalle.ring = {lonlat(west, north), lonlat(west, north - 1000), lonlat(west + 1000, north - 1000),
                      lonlat(west + 1000, north)};
        site.dalles.push_back(std::move(dalle));
      }
  return site;
}

class ApiSite {
 public:
  explicit ApiSite(const format::Site& site, const chantier::Chantier& chantier = {}) {
    std::filesystem::create_directories(m_folder / "meta");
    publish(site);
    const auto service = std::make_shared<const Service>(chantier, SiteRoot(m_folder));
    add_site_files(m_router, service);
    add_granted_files(m_router, service);
    add_api(m_router, service);
    add_wmts(m_router, service);
  }
  ~ApiSite() { std::filesystem::remove_all(m_folder); }
  ApiSite(const ApiSite&) = delete;
  ApiSite& operator=(const ApiSite&) = delete;

  void publish(const format::Site& site) const {
    std::ofstream(m_folder / "meta/dalles.next", std::ios::binary) << format::dalle_index(site);
    std::filesystem::rename(m_folder / "meta/dalles.next", m_folder / "meta/dalles.jsonl");
  }
  Response answer(const Request& request) const { return m_router.answer(request); }
  Response ask(const std::string& target, const std::string& body = "") const {
    const auto parsed = parse_target(target);
    Request request;
    request.method = body.empty() ? "GET" : "POST";
    request.path = parsed.value().path;
    request.query = parsed->query;
    request.body = body;
    request.root_url = "https://pcrs.example.org/t/secret";
    return m_router.answer(request);
  }
  Json json(const std::string& target, const std::string& body = "") const {
    const Response response = ask(target, body);
    Json json = parse_json(std::get<std::string>(response.body), target);
    json["HTTP"] = response.status;
    return json;
  }

 private:
  const std::filesystem::path m_folder =
      std::filesystem::temp_directory_path() / ("pcrs-api-" + std::to_string(::getpid()));
  Router m_router;
};

inline std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

}  // namespace pcrs::serve
