// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pcrs::grid {

/// The production grid of a chantier. Shapes: a dalle is a square of `dalle_side_m` metres, its upper-left
/// corner at whole multiples of the side. A pixel is a square of `gsd_m`.
struct GridSpec {
  std::string crs = "EPSG:2154";
  std::int64_t dalle_side_m = 1000;
  double gsd_m = 0.05;
  int pixels_a_side() const;  ///< 20 000 for 1 km at 5 cm. Throws Error (usage) when it is not whole.
};

/// One dalle of the grid by the metres of its **upper-left** corner.
struct DalleKey {
  std::int64_t west_m = 0;
  std::int64_t north_m = 0;
  friend auto operator<=>(const DalleKey&, const DalleKey&) = default;
};

/// Stable order of a dallage: north to south, then west to east, as one reads a map.
bool reads_before(const DalleKey& a, const DalleKey& b);

/// `0579-6375` (kilometres, 4 digits) for sides of whole kilometres, `05790-63730` (hectometres, 5 digits)
/// for sides of whole hectometres, else metres in 7 digits. The key of records, whatever the name pattern.
std::string key_text(const DalleKey& key, const GridSpec& grid);
std::optional<DalleKey> parse_key(std::string_view text, const GridSpec& grid);

/// The 10 km shard that holds the dalle: `E0570-N6370` (its lower-left corner, kilometres).
std::string shard_of(const DalleKey& key);

}  // namespace pcrs::grid
