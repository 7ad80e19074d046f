// SPDX-License-Identifier: Apache-2.0
// What dalles cover in space and time, for documents that speak of many.
#pragma once
#include <limits>
#include <string>

#include "base/json.hpp"
#include "format/site.hpp"

namespace pcrs::format {

/// The bounding box in EPSG:4326 (degrees) of the corners, and the span of the acquisitions (UTC).
struct Extent {
  double west = std::numeric_limits<double>::max(), south = west;
  double east = std::numeric_limits<double>::lowest(), north = east;
  std::string start = "9999", end;

  void add(const PublicDalle& dalle);
  Json bbox() const { return Json::array({west, south, east, north}); }
  /// A closed counter-clockwise ring of [longitude, latitude].
  Json ring() const;
};

/// Of the dalles of a millésime; `end` is empty when there are none.
Extent extent_of(const Site& site, int millesime);

}  // namespace pcrs::format
