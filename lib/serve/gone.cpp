// SPDX-License-Identifier: Apache-2.0
#include "serve/gone.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/catalog.hpp"
#include "grid/name_pattern.hpp"

namespace pcrs::serve {

namespace {

// `/dalles/YEAR/NAME` → year and name, or nothing.
std::optional<std::pair<int, std::string>> year_and_name(const std::string& path) {
  const auto parts = split(path, '/');
  if (parts.size() != 4 || parts[1] != "dalles" || !parts[3].ends_with(".tif")) return std::nullopt;
  const auto year = to_number<int>(parts[2]);
  return year ? std::optional(std::pair(*year, parts[3])) : std::nullopt;
}

}  // namespace

bool is_gone(const Service& service, const std::string& path) {
  const auto asked = year_and_name(path);
  if (!asked) return false;
  const chantier::Chantier& chantier = service.chantier;
  const grid::GridSpec grid{chantier.crs, chantier.dalle_side_m, chantier.gsd_m};
  const auto& [year, name] = *asked;
  try {
    const grid::NamePattern pattern(chantier.name_pattern);
    const auto key = grid::dalle_of_word(name, grid, pattern);
    if (!key) return false;
    const catalog::Catalog catalog(chantier.catalog, chantier.id, grid, store::WriteMode::dry_run);
    const auto revisions = catalog.revisions(*key, year);
    for (const catalog::Record& record : revisions)
      if (const auto* cog = record.product("cog"); cog != nullptr && cog->name == name)
        return revisions.back().state == "withdrawn" || record.revision < revisions.back().revision;
  } catch (const Error&) {  // a record that cannot be read is the affair of pcrs-archive status
  }
  return false;
}

}  // namespace pcrs::serve
