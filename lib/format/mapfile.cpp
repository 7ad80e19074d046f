// SPDX-License-Identifier: Apache-2.0
#include "format/mapfile.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "format/licence.hpp"
#include "grid/feature_file.hpp"

namespace pcrs::format {

namespace {

// MapServer takes either quote and knows no escape that all its parts agree on; %x% would be replaced.
std::string quoted(const std::string& text) {
  std::string plain = replace_all(replace_all(replace_all(text, "\"", "'"), "\\", "/"), "%", " ");
  for (char& c : plain)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return "\"" + plain + "\"";
}

std::string regex_of(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (std::string_view(".[]{}()*+?^$|\\").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

std::string projection(const Site& site) {
  return "  PROJECTION \"init=" + lower_ascii(site.grid.crs) + "\" END\n";
}

std::string metadata(const std::vector<std::pair<std::string, std::string>>& entries,
                     const std::string& indent) {
  std::string text = indent + "METADATA\n";
  for (const auto& [key, value] : entries)
    if (!value.empty()) text += indent + "  \"" + key + "\" " + quoted(value) + "\n";
  return text + indent + "END\n";
}

std::string extent(const Site& site) {
  std::int64_t west = INT64_MAX, south = INT64_MAX, east = INT64_MIN, north = INT64_MIN;
  for (const PublicDalle& dalle : site.dalles) {
    west = std::min(west, dalle.key.west_m), east = std::max(east, dalle.key.west_m + site.grid.dalle_side_m);
    north = std::max(north, dalle.key.north_m),
    south = std::min(south, dalle.key.north_m - site.grid.dalle_side_m);
  }
  if (site.dalles.empty()) west = south = 0, east = north = site.grid.dalle_side_m;
  return std::to_string(west) + " " + std::to_string(south) + " " + std::to_string(east) + " " +
         std::to_string(north);
}

// The grid's own CRS first, then what people in the south of France ask for.
std::string crs_list(const Site& site) {
  std::string list = site.grid.crs;
  for (const char* crs : {"EPSG:2154", "EPSG:3857", "EPSG:4326", "EPSG:3944", "EPSG:3945", "EPSG:3946"})
    if (crs != site.grid.crs) list += std::string(" ") + crs;
  return list;
}

std::string web_part(const Site& site) {
  const auto ortho = site.products.find("ortho");
  const Licence licence = licence_of(ortho == site.products.end() ? "" : ortho->second.licence);
  const bool mail = site.contact.find('@') != std::string::npos;
  // GetCapabilities 1.3.0 is not valid without a person.
  return "  WEB\n" +
         metadata({{"wms_title", site.title},
                   {"wms_abstract", site.name + " : orthophotographie PCRS."},
                   {"wms_srs", crs_list(site)},
                   {"wms_enable_request", "*"},
                   {"wms_encoding", "UTF-8"},
                   {"wms_contactperson", site.contact.empty() || mail ? site.producer : site.contact},
                   {"wms_contactorganization", site.producer},
                   {"wms_contactelectronicmailaddress", mail ? site.contact : ""},
                   {"wms_accessconstraints", licence.label + (licence.url.empty() ? "" : ", " + licence.url)},
                   {"wms_fees", "none"},
                   {"wms_getmap_formatlist", "image/jpeg,image/png"}},
                  "    ") +
         "  END\n";
}

std::string map_part(const Site& site, const std::string& site_folder) {
  return "MAP\n  NAME " + quoted(site.id) + "\n  STATUS ON\n  SHAPEPATH " + quoted(site_folder) +
         "\n  EXTENT " + extent(site) +
         "\n  UNITS METERS\n  SIZE 256 256\n  MAXSIZE 4096\n  IMAGECOLOR 255 255 255\n  IMAGETYPE jpeg\n"
         "  CONFIG \"ON_MISSING_DATA\" \"IGNORE\"\n  CONFIG \"GDAL_DISABLE_READDIR_ON_OPEN\" \"EMPTY_DIR\"\n"
         "  OUTPUTFORMAT NAME \"jpeg\" DRIVER \"AGG/JPEG\" MIMETYPE \"image/jpeg\" IMAGEMODE RGB EXTENSION "
         "\"jpg\" FORMATOPTION \"QUALITY=90\" END\n"
         "  OUTPUTFORMAT NAME \"png\" DRIVER \"AGG/PNG\" MIMETYPE \"image/png\" IMAGEMODE RGBA EXTENSION "
         "\"png\" TRANSPARENT ON END\n" +
         projection(site) + web_part(site);
}

// What a layer of tiles reads: the dalles of a millésime, or the sheets of its overview mosaic.
struct TileSet {
  const char* name;  ///< of its index: `dalles-2025.gpkg`
  int millesime = 0;
  std::string index() const { return std::string(name) + "-" + std::to_string(millesime); }
};

std::string index_layer(const Site& site, const TileSet& set, const std::string& folder) {
  return "  LAYER\n    NAME \"index-" + set.index() +
         "\"\n    TYPE POLYGON\n    STATUS OFF\n    CONNECTIONTYPE OGR\n    CONNECTION " +
         quoted(folder + "/" + set.index() + ".gpkg") + "\n    DATA \"dalles\"\n  " + projection(site) +
         metadata({{"wms_enable_request", "!*"}}, "    ") + "  END\n";
}

// From `least` to `most` (denominators of scales; 0: no end).
struct Scales {
  int least = 0, most = 0;
};

std::string raster_layer(const Site& site, const std::string& group, const std::string& part, int millesime,
                         const std::string& data, Scales scales) {
  const std::string title = site.name + ", millésime " + std::to_string(millesime);
  std::string text = "  LAYER\n    NAME \"" + group + "-" + part + "\"\n    GROUP \"" + group +
                     "\"\n    TYPE RASTER\n    STATUS OFF\n" + data;
  if (scales.least > 0) text += "    MINSCALEDENOM " + std::to_string(scales.least) + "\n";
  if (scales.most > 0) text += "    MAXSCALEDENOM " + std::to_string(scales.most) + "\n";
  return text + "  " + projection(site) +
         metadata({{"wms_title", title + ", " + part},
                   {"wms_group_title", title},
                   {"wms_extent", extent(site)},
                   {"wms_attribution_title", site.producer}},
                  "    ") +
         "    PROCESSING \"RESAMPLE=BILINEAR\"\n  END\n";
}

std::string tiled(const TileSet& set) {
  return "    TILEINDEX \"index-" + set.index() + "\"\n    TILEITEM \"location\"\n";
}

// Each of its files shows the place at one of the scales: dalles, sheets, the whole.
std::string group_of(const Site& site, const std::string& group, int millesime) {
  constexpr double denominator_a_metre = 72 / 0.0254;  // of a pixel, at MapServer's 72 to the inch
  std::vector<const MosaicFile*> files;
  for (const MosaicFile& file : site.mosaic)
    if (file.millesime == millesime) files.push_back(&file);
  const int finest = files.empty() ? 0 : dalles_scale;
  std::string text =
      raster_layer(site, group, "dalles", millesime, tiled({"dalles", millesime}), {0, finest});
  if (files.empty()) return text;
  const int coarse =
      std::max(dalles_scale, static_cast<int>(files.front()->cells_m.front() * denominator_a_metre));
  text += raster_layer(site, group, "feuilles", millesime, tiled({"mosaique", millesime}),
                       {dalles_scale, coarse});
  return text + raster_layer(site, group, "ensemble", millesime,
                             "    DATA " + quoted(files.front()->path) + "\n", {coarse, 0});
}

std::string mapfile(const Site& site, const std::string& folder, const std::string& site_folder) {
  std::string text = map_part(site, site_folder);
  const std::vector<int> years = millesimes(site);
  for (const int year : years)
    for (const char* name : {"dalles", "mosaique"}) text += index_layer(site, {name, year}, folder);
  if (!years.empty()) text += group_of(site, "ortho", years.back());
  for (const int year : years) text += group_of(site, "ortho-" + std::to_string(year), year);
  return text + "END\n";
}

// Whoever asks with map= names no other file than ours.
std::string settings_of(const std::string& folder) {
  return "CONFIG\n  ENV\n    \"MS_MAP_PATTERN\" \"^" + regex_of(folder) + "/site\\.map$\"\n" +
         "    \"OGC_API_ENABLED\" \"FALSE\"\n  END\nEND\n";
}

grid::Layer empty_index(const Site& site) {
  grid::Layer layer;
  layer.name = "dalles";
  layer.crs = site.grid.crs;
  layer.fields = {{"location", grid::FieldType::text}};
  return layer;
}

Document dalle_tiles(const Site& site, int millesime) {
  grid::Layer layer = empty_index(site);
  for (const PublicDalle& dalle : site.dalles)
    if (dalle.millesime == millesime) {
      layer.features.push_back({grid::square_of(dalle.key, site.grid), {layout::dalle_path(dalle)}});
      layer.changed_at = std::max(layer.changed_at, instant_of(dalle).start);
    }
  return {TileSet{"dalles", millesime}.index() + ".gpkg", grid::geopackage_bytes(layer)};
}

Document sheet_tiles(const Site& site, int millesime) {
  grid::Layer layer = empty_index(site);
  bool whole = true;  // comes first
  for (const MosaicFile& file : site.mosaic) {
    if (file.millesime != millesime) continue;
    const auto west = double(file.extent.west_m), south = double(file.extent.south_m);
    const auto east = double(file.extent.east_m), north = double(file.extent.north_m);
    const grid::Ring ring{{west, north}, {east, north}, {east, south}, {west, south}, {west, north}};
    if (!whole) layer.features.push_back({grid::Polygon{ring}, {file.path}});
    whole = false;
  }
  return {TileSet{"mosaique", millesime}.index() + ".gpkg", grid::geopackage_bytes(layer)};
}

}  // namespace

std::vector<Document> mapserver_documents(const Site& site, const std::string& folder,
                                          const std::string& site_folder) {
  std::vector<Document> documents;
  for (const int year : millesimes(site)) {
    documents.push_back(dalle_tiles(site, year));
    documents.push_back(sheet_tiles(site, year));
  }
  documents.push_back({"mapserver.conf", settings_of(folder)});
  documents.push_back({"site.map", mapfile(site, folder, site_folder)});
  return documents;
}

}  // namespace pcrs::format
