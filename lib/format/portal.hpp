// SPDX-License-Identifier: Apache-2.0
// What the web portal reads: its settings, and one compact index a millésime. Addresses are relative to the
// site's root, so that a site may be moved, or stand below a path. lib/store/FORMAT.md has every key.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "format/site.hpp"
#include "format/stac.hpp"

namespace pcrs::format {

/// `meta/portail.json`, then what it names below `meta/portail/`: an index and a list of digests
/// (`sha256sum` form, from the root) each millésime, the dallage, the communes.
std::vector<Document> portal_documents(const Site& site);

/// The portal's page made of its built one: title, description and the text for browsers without scripts
/// in the places that it marks. Throws Error (failed) naming `where` when it has no such place.
std::string portal_page(const Site& site, std::string_view built, const std::string& where);

}  // namespace pcrs::format
