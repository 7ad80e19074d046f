// SPDX-License-Identifier: Apache-2.0
// A site of three dalles in two millésimes and two shards, for the tests of the documents.
#pragma once
#include "format/site.hpp"
#include "grid/lonlat.hpp"

namespace pcrs::format {

inline PublicDalle sample_dalle(const grid::GridSpec& grid, grid::DalleKey key, int millesime,
                                const std::string& name) {
  PublicDalle dalle;
  dalle.key = key;
  dalle.millesime = millesime;
  dalle.name = name;
  dalle.size_bytes = 183200000;
  dalle.sha256 = std::string(62, 'a') + "07";
  dalle.compression = "JPEG";
  dalle.origins = {{"dalle sans perte", std::string(64, 'b')}, {"livrée.tif", std::string(64, 'c')}};
  const grid::LonLat lonlat(grid.crs);
  const double west = double(key.west_m), north = double(key.north_m), side = double(grid.dalle_side_m);
  dalle.ring = {lonlat(west, north), lonlat(west, north - side), lonlat(west + side, north - side),
                lonlat(west + side, north)};
  return dalle;
}

inline Site sample_site() {
  Site site;
  site.id = "lot";
  site.title = "PCRS du Lot <5 cm>";
  site.name = "PCRS du Lot";
  site.code = "46";
  site.producer = "APLC & associés";
  site.contact = "pcrs@example.org";
  site.products = {{"ortho", {"ouvert_lo", "public"}}, {"raw", {"ferme", "closed"}}};
  site.dalles = {sample_dalle(site.grid, {579000, 6375000}, 2022, "46-2022-0579-6375-LA93-0M05-RVB.tif"),
                 sample_dalle(site.grid, {579000, 6375000}, 2025, "46-2025-0579-6375-LA93-0M05-RVB.tif"),
                 sample_dalle(site.grid, {580000, 6375000}, 2025, "46-2025-0580-6375-LA93-0M05-RVB-r2.tif")};
  site.dalles[1].national = {{"dateAcquisition", "2025-06-14"}, {"focale", 120}};
  site.dalles[2].revision = 2;
  return site;
}

}  // namespace pcrs::format
