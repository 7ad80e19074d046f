// SPDX-License-Identifier: Apache-2.0
// `meta/mosaique.json`: where the overview mosaic is, for the portal and the service.
#pragma once
#include <string>

#include "format/site.hpp"

namespace pcrs::format {

/// Paths are from the site's root. FORMAT.md has every key.
std::string mosaic_index(const Site& site);

/// Reads it back. Throws Error (failed) naming `where`.
std::vector<MosaicFile> parse_mosaic_index(const std::string& text, const std::string& where);

}  // namespace pcrs::format
