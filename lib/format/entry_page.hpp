// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "format/site.hpp"

namespace pcrs::format {

/// The entry page of the site (`index.html`), French, self-contained: what this is, figures, licence, access,
/// downloads, use in a GIS, contact. It says the same as long as what is published does: no clock.
std::string entry_page(const Site& site);

}  // namespace pcrs::format
