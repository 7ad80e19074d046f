// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: how far a delivery is archived.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "step/archive_cold.hpp"

namespace pcrs::step::archive {

struct Keeping {
  std::uint64_t files = 0;
  std::uint64_t lacking = 0;  ///< at fewer places than asked
  std::string first_lacking;
  std::string where_lacking;                      ///< the places that have no copy of that one
  std::map<std::string, std::uint64_t> at_place;  ///< files kept there
  bool archived() const { return lacking == 0 && files > 0; }
};

Keeping keeping_of(const Cold& cold, const std::vector<catalog::Volume>& volumes,
                   const catalog::Delivery& delivery);

}  // namespace pcrs::step::archive
