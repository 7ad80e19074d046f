// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>
#include <string>

namespace pcrs::grid {

/// From a grid's CRS to longitude and latitude (EPSG:4326, degrees, longitude first), rounded to 10⁻⁹ degree
/// (a tenth of a millimetre), so that what is derived from it is the same on every machine.
class LonLat {
 public:
  /// Throws Error (usage) when `crs` is unknown.
  explicit LonLat(const std::string& crs);
  ~LonLat();
  /// `x` east and `y` north in metres. Throws Error (failed) outside the CRS's reach. One thread at a time.
  std::array<double, 2> operator()(double x, double y) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace pcrs::grid
