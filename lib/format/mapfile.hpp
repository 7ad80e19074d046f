// SPDX-License-Identifier: Apache-2.0
// A WMS 1.3.0 by MapServer 8 over the published COGs and their overview mosaic: its mapfile, the tile indexes
// that this names, and the settings of the program.
#pragma once
#include <string>
#include <vector>

#include "format/site.hpp"
#include "format/stac.hpp"

namespace pcrs::format {

/// `site.map`, `mapserver.conf` (MAPSERVER_CONFIG_FILE) and `dalles-YEAR.gpkg` and
/// `mosaique-YEAR.gpkg` a millésime. `folder` is the
/// absolute one that will hold them, `site_folder` that of the site.
std::vector<Document> mapserver_documents(const Site& site, const std::string& folder,
                                          const std::string& site_folder);

/// The scale from which on dalles are opened: 1:10 000. Beyond, the mosaic is; without one, dalles always.
inline constexpr int dalles_scale = 10'000;

}  // namespace pcrs::format
