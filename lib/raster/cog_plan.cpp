// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>

#include "base/error.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::raster {

namespace {

constexpr int mcu_px = 16;            // of JPEG 4:2:0
constexpr int wished_block_px = 400;  // 55 kB at quality 95: a good size for one request
constexpr int smallest_block_px = 256;
constexpr int largest_block_px = 1024;
constexpr int classic_block_px = 512;
constexpr int largest_step = 5;              // from level to level
constexpr int largest_last_level_px = 2048;  // of the smallest level

// Divisors of the number of blocks a side, so that each level is whole blocks again; each at least twice the
// one before, or files would carry levels that no reader chooses.
std::vector<int> aligned_factors(int blocks_a_side, int block_px) {
  std::vector<int> factors;
  for (int factor = 2; factor <= blocks_a_side; ++factor) {
    const int last = factors.empty() ? 1 : factors.back();
    if (blocks_a_side % factor != 0 || factor < 2 * last) continue;
    const int step = factor / parent_factor(factors, factor);
    // Groups of rows must not straddle two rows of blocks.
    if (block_px % step == 0 && factor <= largest_step * last && step <= largest_step)
      factors.push_back(factor);
  }
  return factors;
}

// Nothing when a reader that zooms out would find no level small enough.
std::optional<CogPlan> aligned_plan(int width, int height, int block_px) {
  if (width % block_px != 0 || height % block_px != 0) return std::nullopt;
  CogPlan plan{block_px, aligned_factors(std::gcd(width / block_px, height / block_px), block_px), true, ""};
  const int last = plan.factors.empty() ? 1 : plan.factors.back();
  if (std::max(width, height) / last > largest_last_level_px) return std::nullopt;
  return plan;
}

// Of the blocks that serve, the one nearest to 400 px.
std::optional<CogPlan> best_aligned_plan(int width, int height) {
  std::optional<CogPlan> best;
  for (int block = smallest_block_px; block <= largest_block_px; block += mcu_px) {
    if (best && std::abs(block - wished_block_px) >= std::abs(best->block_px - wished_block_px)) continue;
    if (auto plan = aligned_plan(width, height, block)) best = std::move(plan);
  }
  return best;
}

CogPlan classic_plan(int width, int height) {
  CogPlan plan{classic_block_px, {}, false, ""};
  for (int factor = 2; std::max(width, height) > classic_block_px * (factor / 2); factor *= 2)
    plan.factors.push_back(factor);
  return plan;
}

}  // namespace

int parent_factor(const std::vector<int>& factors, int factor) {
  int parent = 1;
  for (const int other : factors)
    if (other < factor && factor % other == 0) parent = other;
  return parent;
}

CogPlan plan_layout(int width, int height, Layout layout) {
  if (width < 1 || height < 1) throw_failed("image", "has no pixel");
  if (layout == Layout::aligned)
    if (auto plan = best_aligned_plan(width, height)) return *plan;
  CogPlan plan = classic_plan(width, height);
  if (layout == Layout::aligned)
    plan.note = "no block of 256 to 1024 px, multiple of 16, divides " + std::to_string(width) + " x " +
                std::to_string(height) + " px and its overviews: blocks of 512 px and powers of two instead";
  return plan;
}

}  // namespace pcrs::raster
