// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_vrt.hpp"

#include <cpl_minixml.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

struct FreeXml {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};

struct Walk {
  std::set<std::string> seen;
  std::vector<std::string> files;
};

void walk_vrt(const std::string& path, int depth, Walk& walk);

std::string value_of(const CPLXMLNode* node) {
  const char* text = CPLGetXMLValue(node, nullptr, "");
  return std::string(trim(text));
}

bool is_plain_path(const std::string& name) {
  return !name.empty() && name.rfind("/vsi", 0) != 0 && name.find("://") == std::string::npos &&
         name.find('<') == std::string::npos;
}

void take_file(const std::string& vrt, const CPLXMLNode* node, int depth, Walk& walk) {
  const std::string name = value_of(node);
  if (!is_plain_path(name)) throw_failed(vrt, "names " + name + ", which is not a plain local file");
  std::filesystem::path file = name;
  if (std::atoi(CPLGetXMLValue(node, "relativeToVRT", "0")) != 0)
    file = std::filesystem::path(vrt).parent_path() / file;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    throw_failed(vrt, "names " + file.string() + ", which is not a file here");
  if (!walk.seen.insert(file.string()).second) return;
  if (is_vrt(file.string()))
    walk_vrt(file.string(), depth + 1, walk);
  else
    walk.files.push_back(file.string());
}

void refuse_computed(const std::string& vrt, const CPLXMLNode* node) {
  const std::string sub_class = CPLGetXMLValue(node, "subClass", "");
  static constexpr std::array allowed{"", "VRTSourcedRasterBand", "VRTDataset"};
  for (const char* name : allowed)
    if (sub_class == name) return;
  throw_failed(vrt, "is a " + sub_class +
                        "; only a VRT that places images as they are is read (gdalbuildvrt), make a "
                        "GeoTIFF of it first");
}

void walk_nodes(const std::string& vrt, const CPLXMLNode* node, int depth, Walk& walk) {
  for (; node; node = node->psNext) {
    if (node->eType == CXT_Element) {
      // GDAL does not mind the case of names, nor may this.
      const std::string name = lower_ascii(node->pszValue);
      if (name == "vrtdataset" || name == "vrtrasterband") refuse_computed(vrt, node);
      if (name == "sourcefilename" || name == "sourcedataset") take_file(vrt, node, depth, walk);
      // They can say where the files that a nested VRT names are looked for.
      if (name == "openoptions") throw_failed(vrt, "opens its files with options of its own; remove them");
    }
    walk_nodes(vrt, node->psChild, depth, walk);
  }
}

void walk_vrt(const std::string& path, int depth, Walk& walk) {
  if (depth > 8) throw_failed(path, "VRT files nested more than 8 deep");
  const GdalErrors errors;
  const std::unique_ptr<CPLXMLNode, FreeXml> root(CPLParseXMLFile(path.c_str()));
  if (!root) throw_failed(path, "is not a VRT that can be read: " + errors.text());
  walk_nodes(path, root.get(), depth, walk);
}

}  // namespace

bool is_vrt(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(1024, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head.find("<VRTDataset") != std::string::npos;
}

std::vector<std::string> files_of_vrt(const std::string& path) {
  Walk walk;
  walk.seen.insert(path);
  walk_vrt(path, 0, walk);
  return walk.files;
}

}  // namespace pcrs::raster
