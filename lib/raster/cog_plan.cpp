// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <numeric>

#include "base/error.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::raster {

namespace {

constexpr int mcu_px = 16;            // of JPEG 4:2:0
constexpr int wished_block_px = 400;  // 55 kB at quality 95: a good size for one request
constexpr int smallest_block_px = 256;
constexpr int largest_block_px = 1024;
constexpr int classic_block_px = 512;

// The multiple of 16 nearest to 400 that divides both sides, 0 if there is none.
int aligned_block(int width, int height) {
  int best = 0;
  for (int block = smallest_block_px; block <= largest_block_px; block += mcu_px) {
    if (width % block != 0 || height % block != 0) continue;
    if (best == 0 || std::abs(block - wished_block_px) < std::abs(best - wished_block_px)) best = block;
  }
  return best;
}

// Divisors of the number of blocks a side, so that each level is whole blocks again; each at least twice the
// one before, or files would carry levels that no reader chooses.
std::vector<int> aligned_factors(int blocks_a_side, int block_px) {
  std::vector<int> factors;
  for (int factor = 2; factor <= blocks_a_side; ++factor) {
    if (blocks_a_side % factor != 0 || factor < 2 * (factors.empty() ? 1 : factors.back())) continue;
    // Groups of rows must not straddle two rows of blocks.
    if (block_px % (factor / parent_factor(factors, factor)) == 0) factors.push_back(factor);
  }
  return factors;
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
  const int block = layout == Layout::aligned ? aligned_block(width, height) : 0;
  if (block > 0) return {block, aligned_factors(std::gcd(width / block, height / block), block), true, ""};
  CogPlan plan = classic_plan(width, height);
  if (layout == Layout::aligned)
    plan.note = "no block of 256 to 1024 px, multiple of 16, divides " + std::to_string(width) + " x " +
                std::to_string(height) + " px: blocks of 512 px and powers of two instead";
  return plan;
}

}  // namespace pcrs::raster
