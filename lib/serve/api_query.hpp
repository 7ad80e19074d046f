// SPDX-License-Identifier: Apache-2.0
// What a call asks for, read from its parameters. Whatever is wrong throws Error (usage) at the parameter's
// name: the client is told 400 and that text.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "serve/api.hpp"

namespace pcrs::serve {

/// bbox, bbox-crs, polygon, polygon-crs, intersects, commune, millesime, datetime, ids, collections.
Wanted wanted_of(const ApiCall& call);
/// Empty: none was asked for.
std::vector<int> millesimes_of(const ApiCall& call);
/// `polygon` in `polygon-crs`, of which `fallback` is the default; nothing when it is not given.
std::optional<grid::Region> polygon_of(const ApiCall& call, const grid::AskedCrs& fallback);
/// Nothing when it is not given.
std::optional<grid::AskedCrs> crs_parameter(const ApiCall& call, const std::string& name);

struct Page {
  std::size_t limit = 10;
  std::size_t offset = 0;
  std::size_t end(std::size_t matched) const { return std::min(matched, offset + limit); }
};
inline constexpr std::size_t most_items = 1000;  ///< of a page; more is cut to it, as OGC asks
Page page_of(const ApiCall& call);

/// The parameters with another offset, for links to other pages.
Fields with_offset(const Fields& fields, std::size_t offset);

/// Fields of a JSON body: texts and numbers as they are, lists of them joined by commas, objects as JSON.
Fields fields_of_json(const std::string& body);

}  // namespace pcrs::serve
