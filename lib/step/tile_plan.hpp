// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "grid/dallage.hpp"
#include "grid/dalle.hpp"
#include "raster/mosaic_source.hpp"

namespace pcrs::step::tile {

/// A dalle and the sources that touch it, in the order in which they are laid.
struct Job {
  grid::DalleKey key;
  std::vector<std::size_t> inputs;
};

struct Plan {
  std::vector<Job> jobs;             ///< in reading order; none without a source
  std::vector<std::size_t> outside;  ///< sources that touch no dalle of the dallage
};

/// Where a source lies, and whether all its pixels are known to be valid.
struct Extent {
  raster::Box bounds;
  bool opaque = false;
};

/// `extents[i]`: of source i, nothing when its place is not known. A source touches a dalle when the centre
/// of one of its pixels may lie in it, unless a later opaque one covers all that it would show there.
Plan plan_jobs(const std::vector<std::optional<Extent>>& extents, const grid::Dallage& dallage,
               const grid::GridSpec& grid);

/// Share of the dalle (0 to 1) that the extents cover at most.
double reach_of(const Job& job, const std::vector<std::optional<Extent>>& extents,
                const grid::GridSpec& grid);

}  // namespace pcrs::step::tile
