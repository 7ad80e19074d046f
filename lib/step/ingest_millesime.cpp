// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_millesime.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::step::ingest {

catalog::Catalog records_of(const chantier::Chantier& chantier) {
  return {chantier.catalog,
          chantier.id,
          {chantier.crs, chantier.dalle_side_m, chantier.gsd_m},
          store::WriteMode::dry_run};
}

int millesime_of(const catalog::Catalog& records, const std::vector<catalog::DeliveryYear>& known,
                 const std::string& id, int current, std::optional<int> asked) {
  const int wanted = asked.value_or(current);
  const std::string year = std::to_string(wanted);
  const auto before =
      std::find_if(known.begin(), known.end(), [&](const auto& delivery) { return delivery.id == id; });
  if (before == known.end() || before->millesime == wanted) return wanted;
  if (!before->millesime && !asked)
    throw_usage("delivery " + id,
                "was recorded before deliveries said their millésime, and the catalog holds dalles of other "
                "years: say its own with --millesime");
  if (!before->millesime) return wanted;
  const std::string old = std::to_string(*before->millesime);
  if (!asked)
    throw_usage("delivery " + id,
                "is of " + old + ", and the chantier's millésime is " + year + ": give what was taken for " +
                    year + " an --id of its own, or say --millesime " + old + " to go on with that delivery");
  if (catalog::has_dalles_of(records, id, *before->millesime))
    throw_usage("--millesime " + year, "dalles of " + old + " were made from delivery " + id +
                                           ", which keeps its millésime: give these files another --id, and "
                                           "reject in that one what does not belong to " +
                                           old + " (pcrs-ingest decide)");
  return wanted;
}

std::string other_year(const OrthoYears& years, int millesime, double tolerance) {
  const auto differs = [&](int year) { return std::abs(year - millesime) > tolerance; };
  std::string said;
  std::optional<int> other;
  if (const auto acquired = to_number<int>(years.acquired.substr(0, 4)); acquired && differs(*acquired)) {
    other = *acquired;
    said = "its dateAcquisition is " + years.acquired;
  }
  if (years.named && differs(*years.named)) {
    other = *years.named;
    said = "its name says " + std::to_string(*other) + (said.empty() ? "" : ", ") + said;
  }
  if (!other) return {};
  return said + ", but the delivery is of " + std::to_string(millesime) +
         ": if it is not, correct the chantier and ingest it again with --millesime " +
         std::to_string(*other) + ", else accept this ortho (pcrs-ingest decide)";
}

}  // namespace pcrs::step::ingest
