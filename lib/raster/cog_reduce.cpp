// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_reduce.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

// floor(sum / count + 1/2), by a multiplication: exact for sums below 2^16 and counts up to 256.
class Rounder {
 public:
  explicit Rounder(unsigned count) : m_half(count / 2), m_factor(((1ULL << 40) + count - 1) / count) {}
  std::uint8_t mean(unsigned sum) const {
    return static_cast<std::uint8_t>(((sum + m_half) * m_factor) >> 40);
  }

 private:
  unsigned m_half;
  std::uint64_t m_factor;
};

// A run of groups small enough that its sums stay in the nearest cache.
constexpr std::size_t run_groups = 256;

// floor(sum / count + 1/2) of 16 bit sums, as compilers turn into vectors: the high half of a product of two
// 16 bit numbers is one instruction. Exact: 5243 / 2^17 exceeds 1/25 by 2.3e-5 of it, sums of 25 stay below
// 2^13.
template <int step>
std::uint8_t rounded_mean(std::uint16_t sum) {
  static_assert(step == 2 || step == 5);
  if constexpr (step == 2) return static_cast<std::uint8_t>((sum + 2U) >> 2U);
  const auto rounded = static_cast<std::uint16_t>(sum + 12U);
  return static_cast<std::uint8_t>((static_cast<std::uint32_t>(rounded) * 5243U >> 16U) >> 1U);
}

// Whole groups of step × step pixels. Sums and means are taken at every sample, not at the first of each
// group only: three loops without a stride, which vectors do faster than the fifth of the work one by one.
template <int step>
void average_run(const std::uint8_t* rgb, std::size_t stride, std::size_t groups, std::uint8_t* to) {
  constexpr std::size_t margin = 3 * (step - 1);
  std::array<std::uint16_t, 3 * step * run_groups> sums;  // not cleared: what is used is written first
  std::array<std::uint8_t, 3 * step * run_groups> means;
  const std::size_t samples = 3 * step * groups;
  for (std::size_t i = 0; i < samples; ++i) {
    unsigned sum = rgb[i];
    for (std::size_t row = 1; row < step; ++row) sum += rgb[row * stride + i];
    sums[i] = static_cast<std::uint16_t>(sum);
  }
  for (std::size_t i = 0; i < samples - margin; ++i) {
    std::uint16_t sum = sums[i];
    for (std::size_t column = 1; column < step; ++column)
      sum = static_cast<std::uint16_t>(sum + sums[i + 3 * column]);
    means[i] = rounded_mean<step>(sum);
  }
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t channel = 0; channel < 3; ++channel)
      to[3 * group + channel] = means[3 * step * group + channel];
}

template <int step>
void average_runs(const std::uint8_t* rgb, std::size_t stride, std::size_t groups, std::uint8_t* to) {
  for (std::size_t first = 0; first < groups; first += run_groups)
    average_run<step>(rgb + 3 * step * first, stride, std::min(run_groups, groups - first), to + 3 * first);
}

// Any other step, and what is left over at the right and lower edges.
void average_group(const std::uint8_t* rgb, std::size_t stride, std::size_t columns, std::size_t rows,
                   std::uint8_t* to) {
  const Rounder rounder(static_cast<unsigned>(columns * rows));
  for (std::size_t channel = 0; channel < 3; ++channel) {
    unsigned sum = 0;
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column)
        sum += rgb[row * stride + 3 * column + channel];
    to[channel] = rounder.mean(sum);
  }
}

void average_valid_row(const std::uint8_t* rgb, std::size_t width, std::size_t step, std::size_t rows,
                       std::uint8_t* to) {
  std::size_t done = rows == step && (step == 2 || step == 5) ? width / step : 0;
  if (done > 0 && step == 2) average_runs<2>(rgb, 3 * width, done, to);
  if (done > 0 && step == 5) average_runs<5>(rgb, 3 * width, done, to);
  for (std::size_t column = done * step; column < width; column += step, ++done)
    average_group(rgb + 3 * column, 3 * width, std::min(step, width - column), rows, to + 3 * done);
}

struct Group {
  unsigned sum[3] = {0, 0, 0};
  unsigned count = 0;
};

Group sum_group(const Rows& from, int row0, int column0, int step) {
  Group group;
  const int row_end = std::min(row0 + step, from.rows);
  const int column_end = std::min(column0 + step, from.width);
  for (int row = row0; row < row_end; ++row) {
    for (int column = column0; column < column_end; ++column) {
      const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(from.width) +
                      static_cast<std::size_t>(column);
      if (from.valid[at] == 0) continue;
      ++group.count;
      for (unsigned channel = 0; channel < 3; ++channel) group.sum[channel] += from.rgb[3 * at + channel];
    }
  }
  return group;
}

void average_masked_row(const Rows& from, int row0, int step, std::uint8_t* rgb, std::uint8_t* valid) {
  for (int column = 0; column < from.width; column += step, rgb += 3, ++valid) {
    const Group group = sum_group(from, row0, column, step);
    *valid = group.count > 0 ? 255 : 0;
    for (unsigned channel = 0; channel < 3; ++channel)
      rgb[channel] = static_cast<std::uint8_t>(
          group.count > 0 ? (2 * group.sum[channel] + group.count) / (2 * group.count) : 255);
  }
}

}  // namespace

void reduce(const Rows& from, int step, const Rows& to) {
  if (step < 2 || step > 16 || to.width != (from.width + step - 1) / step ||
      to.rows != (from.rows + step - 1) / step)
    throw_failed("overview", "cannot be averaged by " + std::to_string(step));
  const auto width = static_cast<std::size_t>(from.width);
  const auto width_to = static_cast<std::size_t>(to.width);
  for (int row = 0; row < to.rows; ++row) {
    const int row0 = row * step;
    const int rows = std::min(step, from.rows - row0);
    const auto at = static_cast<std::size_t>(row0) * width;
    const auto pixels = static_cast<std::size_t>(rows) * width;
    std::uint8_t* const rgb = to.rgb + 3 * static_cast<std::size_t>(row) * width_to;
    std::uint8_t* const valid = to.valid ? to.valid + static_cast<std::size_t>(row) * width_to : nullptr;
    if (from.valid && std::memchr(from.valid + at, 0, pixels) != nullptr) {
      average_masked_row(from, row0, step, rgb, valid);
    } else {
      average_valid_row(from.rgb + 3 * at, width, static_cast<std::size_t>(step),
                        static_cast<std::size_t>(rows), rgb);
      if (valid) std::memset(valid, 255, width_to);
    }
  }
}

}  // namespace pcrs::raster
