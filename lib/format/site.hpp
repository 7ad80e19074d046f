// SPDX-License-Identifier: Apache-2.0
// What the public may know of a chantier's hot site: the one input of every document of this module. It holds
// no path, place or host of ours, so that none can leak into a document.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "chantier/chantier.hpp"
#include "grid/areas.hpp"
#include "grid/dalle.hpp"
#include "grid/pyramid.hpp"

namespace pcrs::format {

/// Something a published file was made from, known by what it is and not by where it lies.
struct Origin {
  std::string title;  ///< for people, French
  std::string sha256;
};

/// One published dalle.
struct PublicDalle {
  grid::DalleKey key;
  int millesime = 0;
  int revision = 1;
  std::string name;  ///< file name in the listing
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string made_at;             ///< UTC, of the COG
  std::string compression;         ///< as GDAL calls it: JPEG, ZSTD, DEFLATE
  Json national = Json::object();  ///< national fields known for it, chantier's defaults included
  std::vector<Origin> origins;     ///< lossless dalle first, then the delivered files
  std::array<std::array<double, 2>, 4> ring{};  ///< corners in EPSG:4326 as [lon, lat]: upper left, lower
                                                ///< left, lower right, upper right (counter-clockwise)
};

/// A vector deliverable, published as it came.
struct PublicFile {
  std::string path;  ///< below `vecteur/`
  std::uint64_t size_bytes = 0;
};

/// A file of the overview mosaic, and which levels are read from it.
struct MosaicFile {
  int millesime = 0;
  std::string path;  ///< in the site
  grid::Extent extent;
  std::vector<double> cells_m;  ///< of the pixels of its levels, fine to coarse
  std::uint64_t size_bytes = 0;
};

/// What the chantier's files say of the land around the dalles, in the grid's CRS; empty where unknown.
struct Surroundings {
  grid::Polygons territory;
  std::vector<grid::DalleKey> dallage;  ///< what is to be covered, in reading order
  std::vector<grid::Area> communes;     ///< by name
};

/// What may be asked for beside what the site shows.
struct Requests {
  bool by_token = false;                        ///< who asks gives a token, else an e-mail address
  std::map<std::string, std::string> products;  ///< `lossless`, `ortho` (years that are not hot) → access
};

struct Site {
  std::string id;
  std::string title;
  std::string name;
  std::string code;
  std::string producer;
  std::string contact;
  std::string base_url;  ///< without the last '/'; empty: relative links only
  grid::GridSpec grid;
  std::map<std::string, chantier::Product> products;
  std::vector<PublicDalle> dalles;  ///< by millésime, then in reading order
  std::vector<PublicFile> vectors;  ///< in the order of their paths
  std::vector<MosaicFile> mosaic;   ///< each millésime's whole, then its sheets
  Surroundings around;
  std::vector<std::string> services;  ///< that run beside the site: `wmts`, `wms`, `api`
  std::optional<Requests> requests;   ///< nothing: none are taken, or nobody takes them
  int block_px = 0;                   ///< of the dalles' COGs as we make them
  std::vector<int> factors;           ///< of their overviews, from 2 up
};

/// Where things are in the site, for every document and for the step that writes them.
namespace layout {
inline constexpr const char* dalles = "dalles";
inline constexpr const char* meta = "meta";
inline constexpr const char* vectors = "vecteur";
inline constexpr const char* mosaic = "mosaique";
inline constexpr const char* mosaic_index = "meta/mosaique.json";
inline constexpr const char* dalle_index = "meta/dalles.jsonl";
inline constexpr const char* portal = "portail";   ///< scripts and styles of the portal
std::string dalle_path(const PublicDalle& dalle);  ///< dalles/2025/NAME.tif
}  // namespace layout

/// The link to `target` (a path in the site, its folders ending in '/') as written in the document at `from`:
/// absolute under base_url, else relative. Percent-encoded.
std::string link_to(const Site& site, const std::string& target, const std::string& from);
/// Always relative: what binds the documents of one generation together.
std::string relative_link(const std::string& target, const std::string& from);

std::uint64_t total_bytes(const Site& site);
std::vector<int> millesimes(const Site& site);

}  // namespace pcrs::format
