// SPDX-License-Identifier: Apache-2.0
// What the WMTS says beside pictures.
#pragma once
#include <optional>
#include <string>

#include "format/wmts.hpp"
#include "serve/imagery.hpp"
#include "serve/request.hpp"
#include "serve/response.hpp"

namespace pcrs::serve {

/// What the capabilities describe: `ortho` and every published year.
format::Wmts wmts_description(const chantier::Chantier& chantier, const Imagery& imagery,
                              const std::string& root_url, int first_zoom, int last_zoom);

/// The dalle at a place (nothing: there is none) as `type`: application/json (GeoJSON), text/html,
/// text/plain.
Response wmts_info(const Request& request, const std::string& type, const grid::GridSpec& grid,
                   const std::optional<format::PublicDalle>& dalle);

}  // namespace pcrs::serve
