// SPDX-License-Identifier: Apache-2.0
#include "format/extent.hpp"

#include <algorithm>

#include "format/stac.hpp"

namespace pcrs::format {

void Extent::add(const PublicDalle& dalle) {
  for (const auto& [lon, lat] : dalle.ring) {
    west = std::min(west, lon), east = std::max(east, lon);
    south = std::min(south, lat), north = std::max(north, lat);
  }
  const Instant instant = instant_of(dalle);
  start = std::min(start, instant.start);
  end = std::max(end, instant.end);
}

Json Extent::ring() const {
  return Json::array({Json::array({west, north}), Json::array({west, south}), Json::array({east, south}),
                      Json::array({east, north}), Json::array({west, north})});
}

Extent extent_of(const Site& site, int millesime) {
  Extent extent;
  for (const PublicDalle& dalle : site.dalles)
    if (dalle.millesime == millesime) extent.add(dalle);
  return extent;
}

}  // namespace pcrs::format
