// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_roles.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "step/ingest_manifest.hpp"
#include "step/ingest_peek.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::FileRole;
using Words = std::vector<std::string_view>;

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Words rasters{".tif", ".tiff", ".geotif", ".geotiff", ".jp2", ".j2k", ".jpx", ".vrt", ".ecw", ".img"};
const Words pictures{".jpg", ".jpeg", ".png", ".bmp"};
const Words side_files{".tfw", ".tifw",    ".tiffw", ".j2w", ".jp2w", ".jgw",
                       ".wld", ".aux.xml", ".ovr",   ".msk", ".tab"};
const Words vectors{".gml", ".gpkg", ".dxf", ".dwg", ".shp", ".geojson", ".fgb",
                    ".kml", ".kmz",  ".mif", ".tab", ".dgn", ".xsd"};
const Words shape_parts{".shx", ".dbf", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".prj", ".shp.xml"};
const Words documents{".pdf", ".txt",  ".csv", ".tsv",  ".doc", ".docx", ".odt",  ".xls", ".xlsx", ".ods",
                      ".ppt", ".pptx", ".md",  ".html", ".htm", ".xml",  ".json", ".rtf", ".qgs",  ".qgz"};
const Words office{".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".rtf"};
const Words acquisition{".opk", ".prj",  ".app", ".mes",    ".ori", ".xpf", ".las", ".laz", ".e57", ".xyz",
                        ".pts", ".ply",  ".iiq", ".dng",    ".arw", ".cr2", ".nef", ".raf", ".3fr", ".fff",
                        ".raw", ".sbet", ".out", ".smrmsg", ".ddb", ".sol", ".gps", ".rnx", ".obs"};

// Parts of folder names, in lower case, accents and separators taken away. The deepest folder that holds one
// decides.
const Words raw_folders{
    "prisedevue",  "prisesdevue", "pva",      "photo",  "cliche",      "brut",  "raw",
    "aero",        "stereo",      "trajecto", "gnss",   "imu",         "calib", "plandevol",
    "lidar",       "mnt",         "mns",      "mne",    "dsm",         "dtm",   "appui",
    "orientation", "opk",         "inpho",    "images", "acquisition", "ori",   "tableauassemblage"};
const Words ortho_folders{"orthophoto", "ortho", "dalle", "rvb", "pcrsimage", "mosaique"};

bool holds_word(const std::string& folder, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    // `ori` and the like are too short to be looked for inside a name
    return word.size() <= 3 ? folder == word : folder.find(word) != std::string::npos;
  });
}

// What the folders above a file say, the deepest first; the root's own name is the last to be asked.
std::optional<FileRole> folder_role(const fs::path& root, std::string_view folder) {
  std::vector<std::string> names = split(folder, '/');
  names.insert(names.begin(), root.filename().string());
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    const std::string word = plain_word(*name);
    if (holds_word(word, ortho_folders)) return FileRole::ortho;
    if (holds_word(word, raw_folders)) return FileRole::raw;
  }
  return std::nullopt;
}

std::optional<RasterPeek> peek(const fs::path& file) {
  try {
    store::FileSource source(file);
    return peek_tiff(source);
  } catch (const Error&) {
    return std::nullopt;  // the digest of this file will fail too, and say so
  }
}

// Stems (with their folder) of files that a side file or a part of a shapefile may stand beside.
struct Neighbours {
  std::set<std::pair<std::size_t, std::string>> rasters, shapes, names;
};

std::pair<std::size_t, std::string> stem_key(std::size_t root, const PathParts& parts) {
  return {root, lower_ascii(parts.folder + "/" + parts.stem)};
}

Neighbours neighbours_of(const std::vector<WalkedFile>& files) {
  Neighbours result;
  for (const WalkedFile& file : files) {
    const PathParts parts = parts_of(file.path);
    if (has(rasters, parts.extension) || has(pictures, parts.extension))
      result.rasters.insert(stem_key(file.root, parts));
    if (parts.extension == ".shp") result.shapes.insert(stem_key(file.root, parts));
    result.names.insert({file.root, lower_ascii(file.path)});
  }
  return result;
}

// `a.tfw` and `a.prj` stand beside `a.tif`; `a.tif.aux.xml` beside it too.
bool is_sidecar(const Neighbours& near, const WalkedFile& file, const PathParts& parts) {
  const bool side =
      has(side_files, parts.extension) || parts.extension == ".prj" || parts.extension == ".xml";
  if (!side) return false;
  const std::string whole = lower_ascii(parts.folder.empty() ? parts.stem : parts.folder + "/" + parts.stem);
  return near.rasters.count(stem_key(file.root, parts)) > 0 || near.names.count({file.root, whole}) > 0;
}

}  // namespace

PathParts parts_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view folder = slash == std::string_view::npos ? "" : path.substr(0, slash);
  for (const std::string_view twofold : {".aux.xml", ".shp.xml"})
    if (name.size() > twofold.size() && ends_with_nocase(name, twofold))
      return {std::string(folder), std::string(name.substr(0, name.size() - twofold.size())),
              std::string(twofold)};
  const std::size_t point = name.rfind('.');
  if (point == std::string_view::npos || point == 0) return {std::string(folder), std::string(name), ""};
  return {std::string(folder), std::string(name.substr(0, point)), lower_ascii(name.substr(point))};
}

RoleSorter::RoleSorter(std::vector<grid::NamePattern> patterns) : m_patterns(std::move(patterns)) {
  const auto& known = grid::known_patterns();
  m_patterns.insert(m_patterns.end(), known.begin(), known.end());
}

std::optional<grid::NameParts> RoleSorter::name_parts(std::string_view path, bool loose) const {
  const std::string stem = parts_of(path).stem;
  for (std::size_t length = stem.size(); length > 0; --length) {
    if (length < stem.size() && (!loose || length < 8)) break;
    for (const grid::NamePattern& pattern : m_patterns)
      if (auto parts = pattern.parse(std::string_view(stem).substr(0, length))) return parts;
  }
  return std::nullopt;
}

Role RoleSorter::raster_role(const fs::path& root, const WalkedFile& file) const {
  if (name_parts(file.path, true)) return {FileRole::ortho, {}};
  const PathParts parts = parts_of(file.path);
  const auto by_folder = folder_role(root, parts.folder);
  if (by_folder) return {*by_folder, {}};
  if (parts.extension != ".tif" && parts.extension != ".tiff") return {FileRole::ortho, "its extension"};
  const auto seen = peek(root / file.path);
  if (seen && seen->georeferenced && seen->picture)
    return {FileRole::ortho, "its header: a georeferenced picture"};
  return {FileRole::raw, seen ? "its header: no georeferenced picture" : "its header: no TIFF"};
}

std::vector<Role> RoleSorter::sort(const std::vector<fs::path>& roots,
                                   const std::vector<WalkedFile>& files) const {
  const Neighbours near = neighbours_of(files);
  std::vector<Role> roles;
  for (const WalkedFile& file : files) {
    const fs::path& root = roots[file.root];
    const PathParts parts = parts_of(file.path);
    const auto in_raw = [&] { return folder_role(root, parts.folder) == FileRole::raw; };
    Role role;
    if (is_checksum_list(root / file.path, file.size_bytes)) {
      role.role = FileRole::manifest;
    } else if (has(rasters, parts.extension)) {
      role = raster_role(root, file);
    } else if (has(shape_parts, parts.extension) && near.shapes.count(stem_key(file.root, parts)) > 0) {
      role.role = in_raw() ? FileRole::raw : FileRole::vector;
    } else if (is_sidecar(near, file, parts)) {
      role.role = in_raw() && !name_parts(file.path, true) ? FileRole::raw : FileRole::sidecar;
    } else if (has(vectors, parts.extension)) {
      role.role = in_raw() ? FileRole::raw : FileRole::vector;
    } else if (has(office, parts.extension)) {
      role.role = FileRole::document;
    } else if (has(acquisition, parts.extension) || in_raw()) {
      role.role = FileRole::raw;
    } else if (has(documents, parts.extension)) {
      role.role = FileRole::document;
    } else if (has(pictures, parts.extension)) {
      role.role = name_parts(file.path, true) ? FileRole::document : FileRole::raw;
    }
    roles.push_back(role);
  }
  return roles;
}

}  // namespace pcrs::step::ingest
