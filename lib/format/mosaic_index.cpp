// SPDX-License-Identifier: Apache-2.0
#include "format/mosaic_index.hpp"

#include "base/error.hpp"

namespace pcrs::format {

namespace {

constexpr const char* format_name = "pcrs-dalles mosaic";
constexpr int version = 1;

}  // namespace

std::string mosaic_index(const Site& site) {
  Json files = Json::array();
  for (const MosaicFile& file : site.mosaic)
    files.push_back(
        {{"millesime", file.millesime},
         {"path", file.path},
         {"bbox", {file.extent.west_m, file.extent.south_m, file.extent.east_m, file.extent.north_m}},
         {"resolutions_m", file.cells_m},
         {"size_bytes", file.size_bytes}});
  return json_text(Json{{"format", format_name},
                        {"version", version},
                        {"crs", site.grid.crs},
                        {"block_px", grid::mosaic_block_px},
                        {"files", files}});
}

std::vector<MosaicFile> parse_mosaic_index(const std::string& text, const std::string& where) {
  const Json json = parse_json(text, where);
  std::vector<MosaicFile> files;
  try {
    if (json.at("format") != format_name || json.at("version") != version)
      throw_failed(where, "is no index of the mosaic of version 1; run pcrs-publish site");
    for (const Json& file : json.at("files")) {
      const auto bbox = file.at("bbox").get<std::array<std::int64_t, 4>>();
      files.push_back({file.at("millesime").get<int>(), file.at("path").get<std::string>(),
                       grid::Extent{bbox[0], bbox[1], bbox[2], bbox[3]},
                       file.at("resolutions_m").get<std::vector<double>>(),
                       file.at("size_bytes").get<std::uint64_t>()});
    }
  } catch (const nlohmann::json::exception& error) {
    throw_failed(where, std::string("is no index of the mosaic: ") + error.what());
  }
  return files;
}

}  // namespace pcrs::format
