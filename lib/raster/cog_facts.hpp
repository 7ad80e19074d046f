// SPDX-License-Identifier: Apache-2.0
// What a record keeps of a COG: what decided its bytes, and what was measured of it.
#pragma once
#include <optional>

#include "base/json.hpp"
#include "raster/cog_budget.hpp"

namespace pcrs::raster {

/// All that decides the bytes of a COG but its pixels: equal parameters and pixels, equal bytes. `budget`:
/// JPEG only, instead of the quality in `options`.
Json cog_parameters(const CogOptions& options, const std::optional<Budget>& budget);

/// Quality, PSNR-Y, mask and layout, as measured while it was written.
Json cog_facts(const CogResult& cog);
Json cog_facts(const BudgetResult& result);

}  // namespace pcrs::raster
