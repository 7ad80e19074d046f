// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_reduce.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

// Sums of at most 16 rows fit 16 bits; this loop is what the compiler makes vectors of.
void add_rows(const std::uint8_t* rgb, std::size_t stride, int rows, std::vector<std::uint16_t>& sums) {
  const std::size_t count = sums.size();
  std::uint16_t* const sum = sums.data();
  for (std::size_t i = 0; i < count; ++i) sum[i] = rgb[i];
  for (int row = 1; row < rows; ++row) {
    const std::uint8_t* const line = rgb + static_cast<std::size_t>(row) * stride;
    for (std::size_t i = 0; i < count; ++i) sum[i] = static_cast<std::uint16_t>(sum[i] + line[i]);
  }
}

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

template <int step>
void average_columns(const std::uint16_t* sums, int groups, unsigned rows, std::uint8_t* to) {
  const Rounder rounder(rows * step);
  for (int group = 0; group < groups; ++group, sums += 3 * step, to += 3) {
    unsigned red = 0, green = 0, blue = 0;
    for (int i = 0; i < step; ++i) {
      red += sums[3 * i];
      green += sums[3 * i + 1];
      blue += sums[3 * i + 2];
    }
    to[0] = rounder.mean(red);
    to[1] = rounder.mean(green);
    to[2] = rounder.mean(blue);
  }
}

void average_group(const std::uint16_t* sums, int step, unsigned rows, std::uint8_t* to) {
  const Rounder rounder(rows * static_cast<unsigned>(step));
  for (int channel = 0; channel < 3; ++channel) {
    unsigned sum = 0;
    for (int i = 0; i < step; ++i) sum += sums[3 * i + channel];
    to[channel] = rounder.mean(sum);
  }
}

void average_valid_row(const std::vector<std::uint16_t>& sums, int width, int step, unsigned rows,
                       std::uint8_t* to) {
  const int whole = width / step;
  if (step == 2)
    average_columns<2>(sums.data(), whole, rows, to);
  else if (step == 5)
    average_columns<5>(sums.data(), whole, rows, to);
  else
    for (int group = 0; group < whole; ++group)
      average_group(sums.data() + 3 * group * step, step, rows, to + 3 * group);
  if (width % step != 0) average_group(sums.data() + 3 * whole * step, width % step, rows, to + 3 * whole);
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
  std::vector<std::uint16_t> sums(3 * width);
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
      add_rows(from.rgb + 3 * at, 3 * width, rows, sums);
      average_valid_row(sums, from.width, step, static_cast<unsigned>(rows), rgb);
      if (valid) std::memset(valid, 255, width_to);
    }
  }
}

}  // namespace pcrs::raster
