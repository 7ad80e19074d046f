// SPDX-License-Identifier: Apache-2.0
#include "step/publish_documents.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "format/dalle_index.hpp"
#include "format/listing.hpp"
#include "format/metadata.hpp"
#include "format/mosaic_index.hpp"
#include "format/national.hpp"
#include "format/portal.hpp"
#include "format/stac.hpp"
#include "grid/feature_file.hpp"
#include "grid/lonlat.hpp"
#include "raster/cog_writer.hpp"
#include "step/publish_place.hpp"
#include "step/publish_tree.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using format::PublicDalle;
using format::Site;

std::array<std::array<double, 2>, 4> ring_of(const grid::LonLat& lonlat, const grid::DalleKey& key,
                                             const grid::GridSpec& grid) {
  const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  const auto side = static_cast<double>(grid.dalle_side_m);
  return {lonlat(west, north), lonlat(west, north - side), lonlat(west + side, north - side),
          lonlat(west + side, north)};
}

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// What the COG was made from, then what that was made from: digests and names, no place.
std::vector<format::Origin> origins_of(const catalog::Record& record, const catalog::Product& cog) {
  std::vector<format::Origin> origins;
  const catalog::Product* lossless = record.product("lossless");
  for (const std::string& sha256 : cog.derived_from) {
    const bool known = lossless != nullptr && lossless->sha256 == sha256;
    origins.push_back({known ? "Dalle sans perte " + lossless->name : "Source", sha256});
  }
  for (const catalog::Source& source : record.sources)
    origins.push_back({"Fichier livré " + last_part(source.path), source.sha256});
  return origins;
}

std::string compression_of(const catalog::Product& cog) {
  const auto found = cog.parameters.find("compression");
  std::string text = found != cog.parameters.end() && found->is_string() ? found->get<std::string>() : "";
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

PublicDalle dalle_of(const PublishRun& run, const catalog::Record& record, const grid::LonLat& lonlat) {
  const catalog::Product& cog = *record.product("cog");
  PublicDalle dalle;
  dalle.key = record.key;
  dalle.millesime = record.millesime;
  dalle.revision = record.revision;
  dalle.name = cog.name;
  dalle.size_bytes = cog.size_bytes;
  dalle.sha256 = cog.sha256;
  dalle.made_at = cog.made_at;
  dalle.compression = compression_of(cog);
  dalle.national = run.chantier.national;
  dalle.national.update(record.national);
  dalle.origins = origins_of(record, cog);
  dalle.ring = ring_of(lonlat, record.key, run.grid);
  return dalle;
}

using Listing = std::vector<format::ListingEntry>;

// The entries of every folder below `top`, from the paths of the files in it.
void add_to_listings(std::map<std::string, Listing>& listings, std::set<std::string>& known,
                     const std::string& path, std::uint64_t size_bytes) {
  const auto cut = path.rfind('/');
  listings[path.substr(0, cut + 1)].push_back({path.substr(cut + 1), size_bytes});
  for (std::string folder = path.substr(0, cut); folder.find('/') != std::string::npos;
       folder = folder.substr(0, folder.rfind('/'))) {
    if (!known.insert(folder).second) return;
    listings[folder.substr(0, folder.rfind('/') + 1)].push_back({last_part(folder), std::nullopt});
  }
}

std::map<std::string, Listing> listings_of(const Site& site) {
  std::map<std::string, Listing> listings{{"dalles/", {}}};
  std::set<std::string> known;
  for (const PublicDalle& dalle : site.dalles)
    add_to_listings(listings, known, format::layout::dalle_path(dalle), dalle.size_bytes);
  for (const format::PublicFile& file : site.vectors)
    add_to_listings(listings, known, std::string(format::layout::vectors) + "/" + file.path, file.size_bytes);
  for (auto& [folder, entries] : listings)
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return listings;
}

std::vector<TreeFile> meta_files(const Site& site) {
  const std::string top = std::string(format::layout::meta) + "/";
  std::vector<TreeFile> files{
      {"dalles.geojson", format::national_geojson(site, top + "dalles.geojson")},
      {"dalles.gpkg", grid::geopackage_bytes({format::national_layer(site, top + "dalles.gpkg")})},
      {std::string(format::layout::mosaic_index).substr(top.size()), format::mosaic_index(site)},
      {std::string(format::layout::dalle_index).substr(top.size()), format::dalle_index(site)}};
  for (auto* documents : {&format::portal_documents, &format::stac_documents, &format::metadata_documents})
    for (format::Document& document : documents(site))
      files.push_back({document.path.substr(top.size()), std::move(document.text)});
  return files;
}

// Of documents in meta/: more than the dalles, namely the land around them or the vector files.
bool tells_of_more(const std::string& path) {
  return path == "portail.json" || path == "portail/dallage.json" || path == "portail/communes.json" ||
         path == "dcat.jsonld" || path.starts_with("iso19139-");
}

using Tops = std::vector<std::string>;

// Listings of folders in which nothing is left.
unsigned remove_stale_listings(const PublishRun& run, const std::map<std::string, Listing>& listings,
                               const Tops& tops) {
  unsigned removed = 0;
  std::set<fs::path, std::greater<>> folders;  // what lies deeper comes first: only empty folders go
  for (const std::string& top : tops) {
    std::error_code none;
    for (fs::recursive_directory_iterator it(run.file(top), none), end; !none && it != end;
         it.increment(none))
      if (it->path().filename() == "index.html") folders.insert(it->path().parent_path());
  }
  for (const fs::path& folder : folders) {
    if (listings.count(folder.lexically_relative(run.site).generic_string() + "/") == 1) continue;
    ++removed;
    if (run.dry()) continue;
    fs::remove(folder / "index.html");
    std::error_code not_empty;
    fs::remove(folder, not_empty);
  }
  return removed;
}

// Of the folders below `tops`.
unsigned write_listings(const PublishRun& run, const Site& site, const Tops& tops) {
  const auto listings = listings_of(site);
  unsigned written = 0;
  for (const auto& [folder, entries] : listings)
    if (std::count(tops.begin(), tops.end(), folder.substr(0, folder.find('/'))) > 0)
      written +=
          write_document(run.file(folder + "index.html"), format::listing_html(folder, entries), run.mode)
              ? 1U
              : 0U;
  return written + remove_stale_listings(run, listings, tops);
}

// What /api/requests takes: a year that is hot stands on the site.
std::optional<format::Requests> requests_of(const chantier::Chantier& chantier) {
  if (!chantier.requests || std::count(chantier.services.begin(), chantier.services.end(), "api") == 0)
    return {};
  format::Requests requests{chantier.requests->by_token, {}};
  for (const char* name : {"lossless", "ortho"}) {
    const auto product = chantier.products.find(name);
    const bool given = product != chantier.products.end() && product->second.access != "closed";
    const bool beside = name != std::string_view("ortho") || !chantier.hot_millesimes.empty();
    if (given && beside) requests.products[name] = product->second.access;
  }
  if (requests.products.empty()) return {};
  return requests;
}

}  // namespace

Site site_of(const PublishRun& run, const std::vector<catalog::Record>& shown,
             std::vector<format::PublicFile> vectors) {
  const chantier::Chantier& chantier = run.chantier;
  const int pixels = run.grid.pixels_a_side();
  const raster::CogPlan plan = raster::plan_layout(pixels, pixels, raster::Layout::aligned);
  Site site{.id = chantier.id,
            .title = chantier.title.empty() ? chantier.name : chantier.title,
            .name = chantier.name,
            .code = chantier.code,
            .producer = chantier.producer,
            .contact = chantier.contact,
            .base_url = chantier.base_url.empty() ? "" : chantier.base_url + "/" + chantier.id,
            .grid = run.grid,
            .products = chantier.products,
            .dalles = {},
            .vectors = std::move(vectors),
            .mosaic = {},
            .around = {},
            .services = chantier.services,
            .requests = requests_of(chantier),
            .block_px = plan.block_px,
            .factors = plan.factors};
  const grid::LonLat lonlat(run.grid.crs);
  for (const catalog::Record& record : shown) site.dalles.push_back(dalle_of(run, record, lonlat));
  return site;
}

unsigned write_documents(const PublishRun& run, const Site& site) {
  return (replace_tree(run.file(format::layout::meta), meta_files(site), run.mode, run.options.jobs) ? 1U
                                                                                                     : 0U) +
         write_listings(run, site, {format::layout::dalles, format::layout::vectors});
}

unsigned write_dalle_documents(const PublishRun& run, const Site& site) {
  const fs::path meta = run.file(format::layout::meta);
  std::vector<TreeFile> files = meta_files(site);
  std::erase_if(files, [](const TreeFile& file) { return tells_of_more(file.path); });
  std::error_code error;
  for (fs::recursive_directory_iterator it(meta, error), end; !error && it != end; it.increment(error)) {
    std::string path = it->path().lexically_relative(meta).generic_string();
    if (tells_of_more(path)) files.push_back({std::move(path), store::read_file(it->path())});
  }
  if (error) throw_failed(meta.string(), "cannot be listed: " + error.message());
  return (replace_tree(meta, files, run.mode, run.options.jobs) ? 1U : 0U) +
         write_listings(run, site, {format::layout::dalles});
}

}  // namespace pcrs::step
