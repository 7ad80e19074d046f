// SPDX-License-Identifier: Apache-2.0
// Which acquisition a delivery is of, and orthos that say they are of another.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "catalog/delivery_years.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step::ingest {

/// The records of the chantier, to be read.
catalog::Catalog records_of(const chantier::Chantier& chantier);

/// The millésime of the delivery `id`: the one asked for, else the chantier's (`current`). One that is known
/// already stays: throws Error (usage) when the chantier's is another and none was asked for, when none can
/// be told, and when one is asked for that would take the delivery away from dalles that were made from it.
int millesime_of(const catalog::Catalog& records, const std::vector<catalog::DeliveryYear>& known,
                 const std::string& id, int current, std::optional<int> asked);

/// What an ortho says of the year in which it was taken.
struct OrthoYears {
  std::optional<int> named;  ///< by its file name
  std::string acquired;      ///< dateAcquisition, YYYY-MM-DD; empty: unknown
};
/// Why the ortho is not of `millesime`, more than `tolerance` years from it; empty: nothing says so.
std::string other_year(const OrthoYears& years, int millesime, double tolerance);

}  // namespace pcrs::step::ingest
