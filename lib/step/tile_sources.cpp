// SPDX-License-Identifier: Apache-2.0
#include "step/tile_sources.hpp"

#include <set>

#include "catalog/delivery_years.hpp"

namespace pcrs::step::tile {

namespace {

using catalog::DeliveryYear;

std::uint64_t tell_others(const std::vector<DeliveryYear>& deliveries, int millesime, Reporter& reporter) {
  std::uint64_t count = 0;
  std::set<int> years;
  for (const DeliveryYear& delivery : deliveries)
    if (delivery.millesime && delivery.millesime != millesime) {
      years.insert(*delivery.millesime);
      ++count;
    }
  std::string text;
  for (const int year : years) text += (text.empty() ? "" : ", ") + std::to_string(year);
  if (count > 0)
    reporter.note(1, std::to_string(count) + (count == 1 ? " delivery" : " deliveries") + " of " + text +
                         " left alone: the chantier's millésime is " + std::to_string(millesime));
  return count;
}

// To lay them would be a guess, and to leave them out unsaid another.
std::uint64_t tell_unknown(const std::vector<DeliveryYear>& deliveries, const std::filesystem::path& root,
                           Reporter& reporter) {
  std::uint64_t count = 0;
  for (const std::string& id : catalog::ids_of(deliveries, std::nullopt)) {
    if (catalog::accepted_orthos(root, {id}).empty()) continue;
    reporter.finding(
        {id, "delivery.millesime",
         "was recorded before deliveries said their millésime, no dalle was made from it, and the "
         "catalog holds dalles of other years: left alone; ingest it again with --millesime",
         Severity::error, ""});
    ++count;
  }
  return count;
}

}  // namespace

CatalogSources catalog_sources(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                               bool trust_nodata, Reporter& reporter) {
  const catalog::Catalog records(chantier.catalog, chantier.id, grid, store::WriteMode::dry_run);
  const auto deliveries = catalog::delivery_years(records, chantier.millesime);
  CatalogSources sources;
  sources.others = tell_others(deliveries, chantier.millesime, reporter);
  sources.rejected = tell_unknown(deliveries, records.root(), reporter);
  sources.inputs = accepted_inputs(records.root(), catalog::ids_of(deliveries, chantier.millesime), grid.crs,
                                   trust_nodata);
  return sources;
}

}  // namespace pcrs::step::tile
