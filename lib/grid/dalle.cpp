// SPDX-License-Identifier: Apache-2.0
#include "grid/dalle.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::grid {

namespace {

// Unit and digits of a key: the coarsest that writes every corner of the grid whole.
struct KeyForm {
  std::int64_t unit_m;
  int digits;
};

KeyForm key_form(const GridSpec& grid) {
  if (grid.dalle_side_m % 1000 == 0) return {1000, 4};
  if (grid.dalle_side_m % 100 == 0) return {100, 5};
  return {1, 7};
}

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  const std::int64_t rest = value % step;
  return value - (rest < 0 ? rest + step : rest);
}

}  // namespace

int GridSpec::pixels_a_side() const {
  const double pixels = static_cast<double>(dalle_side_m) / gsd_m;
  const double whole = std::round(pixels);
  if (std::abs(pixels - whole) > 1e-6 * whole || whole < 1 || whole > 1e6)
    throw_usage("grid", "a side of " + std::to_string(dalle_side_m) +
                            " m is not a whole number of pixels of " + number_text(gsd_m) + " m");
  return static_cast<int>(whole);
}

bool reads_before(const DalleKey& a, const DalleKey& b) {
  return a.north_m != b.north_m ? a.north_m > b.north_m : a.west_m < b.west_m;
}

std::string key_text(const DalleKey& key, const GridSpec& grid) {
  const KeyForm form = key_form(grid);
  return padded_text(key.west_m / form.unit_m, form.digits) + "-" +
         padded_text(key.north_m / form.unit_m, form.digits);
}

std::optional<DalleKey> parse_key(std::string_view text, const GridSpec& grid) {
  const KeyForm form = key_form(grid);
  const auto dash = text.find('-', 1);
  if (dash == std::string_view::npos) return std::nullopt;
  const auto west = to_number<std::int64_t>(text.substr(0, dash));
  const auto north = to_number<std::int64_t>(text.substr(dash + 1));
  if (!west || !north) return std::nullopt;
  // A figure too many is a slip of the pen: no plane CRS reaches 10 000 km.
  const std::int64_t most = 10'000'000 / form.unit_m - 1;
  if (std::clamp(*west, -most, most) != *west || std::clamp(*north, -most, most) != *north)
    return std::nullopt;
  const DalleKey key{*west * form.unit_m, *north * form.unit_m};
  // One text a dalle: what does not read back the same (missing zeros, off the grid) is no key.
  const bool on_grid = key.west_m % grid.dalle_side_m == 0 && key.north_m % grid.dalle_side_m == 0;
  return on_grid && key_text(key, grid) == text ? std::optional(key) : std::nullopt;
}

std::string shard_of(const DalleKey& key) {
  const std::int64_t east_km = floor_to(key.west_m, 10'000) / 1000;
  const std::int64_t north_km = floor_to(key.north_m - 1, 10'000) / 1000;
  return "E" + padded_text(east_km, 4) + "-N" + padded_text(north_km, 4);
}

}  // namespace pcrs::grid
