// SPDX-License-Identifier: Apache-2.0
// What is asked of the WMTS, by key-value pairs or by path, as one.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

#include "raster/tile_image.hpp"
#include "serve/request.hpp"

namespace pcrs::serve {

struct WmtsCapabilitiesCall {};

struct WmtsTileCall {
  std::string layer, matrix_set, matrix;
  std::int64_t row = 0, column = 0;
  raster::TileFormat format = raster::TileFormat::jpeg;
  bool info = false;          ///< GetFeatureInfo of a pixel of it
  std::int64_t i = 0, j = 0;  ///< column and row of the pixel
  std::string info_type;      ///< application/json, text/html, text/plain
};

/// What is wrong with a request, as OWS tells it.
struct WmtsFault {
  int status = 400;
  std::string code, locator, text;
};

using WmtsCall = std::variant<WmtsCapabilitiesCall, WmtsTileCall, WmtsFault>;

/// Of a request for `/wmts` (pairs) or below it (`/wmts/1.0.0/…`). Layers and matrices are looked for by the
/// caller.
WmtsCall parse_wmts(const Request& request);

}  // namespace pcrs::serve
