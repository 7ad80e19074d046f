// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: copies of the catalog in places. FORMAT.md says the names.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/place.hpp"

namespace pcrs::step::archive {

/// One copy of the catalog: its key says when it was made, and its digest.
struct CatalogCopy {
  std::string key;
  std::string sha256;
};

std::string catalog_copy_key(const std::string& chantier_id, UnixTime time, const std::string& sha256);
/// The copies that a place holds, oldest first. Throws as Place::list.
std::vector<CatalogCopy> catalog_copies(store::Place& place, const std::string& chantier_id);

}  // namespace pcrs::step::archive
