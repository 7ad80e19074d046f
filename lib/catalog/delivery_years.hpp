// SPDX-License-Identifier: Apache-2.0
// Which millésime each delivery shows: two acquisitions of one territory must never meet in a dalle.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"

namespace pcrs::catalog {

struct DeliveryYear {
  std::string id;
  std::optional<int> millesime;  ///< nothing: neither its record nor the catalog says it
};

/// Every delivery, in order of arrival. One whose record is older than its millésime (FORMAT.md) has the
/// oldest millésime of the dalles that were made from it; where there are none, `current` (the chantier's),
/// unless the catalog holds dalles of another.
std::vector<DeliveryYear> delivery_years(const Catalog& catalog, int current);

/// Ids of the deliveries of a millésime (or of those without), in order of arrival.
std::vector<std::string> ids_of(const std::vector<DeliveryYear>& years, std::optional<int> millesime);

/// True when a dalle of that millésime, of any revision, was made from the delivery.
bool has_dalles_of(const Catalog& catalog, const std::string& delivery, int millesime);

}  // namespace pcrs::catalog
