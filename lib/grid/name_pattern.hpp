// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grid/dalle.hpp"

namespace pcrs::grid {

/// What a name says. Absent: the pattern has no such field.
struct NameParts {
  DalleKey key;
  std::optional<int> year;
  std::optional<std::string> code;
};

/// The file names of a project, without extension, as a pattern of text and fields:
///   {code}            letters and digits: département or zone (46, D56, HFA)
///   {year}            4 digits
///   {x_km} {y_km}     kilometres, {x_hm} {y_hm} hectometres, {x_m} {y_m} metres, of the upper-left corner;
///                     `:N` pads with zeros to exactly N digits: {x_km:4}
/// Example: {code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB
/// Text is printable ASCII; its letters are compared without case when reading. One dalle has one name: a
/// number with too many or missing zeros is not read.
class NamePattern {
 public:
  /// Throws Error (usage) at `where` (chantier.where("grid.name_pattern")) that says what is wrong in the
  /// pattern: among others, a name that could be read in two ways.
  explicit NamePattern(std::string pattern, const std::string& where = "name pattern");
  /// Throws Error (usage) when the dalle has no name by this pattern: off the pattern's unit, below zero, too
  /// many digits, a code that is not letters and digits, a year not of 4 digits.
  std::string format(const DalleKey& key, int year, const std::string& code) const;
  /// The name of a dalle's GeoTIFF: from its second revision on, -r2, -r3… before the extension.
  std::string file_name(const DalleKey& key, int year, const std::string& code, int revision) const;
  /// The whole of `name` (no folder, no extension), or nothing when it does not follow the pattern.
  std::optional<NameParts> parse(std::string_view name) const;
  const std::string& text() const { return m_pattern; }
  /// Throws Error (usage) when some dalle of the grid has no name: 200 m dalles in kilometres.
  void check_fits(const GridSpec& grid, const std::string& where = "name pattern") const;

 private:
  enum class Kind { text, code, year, x, y };
  struct Piece {
    Kind kind = Kind::text;
    std::string text;  ///< text: itself; fields: as written, for messages
    int digits = 0;    ///< exact number of digits, 0: as many as it takes
    int unit_m = 1;    ///< of x and y
  };
  static Piece read_field(std::string_view inside, const std::string& where);
  void check(const std::string& where) const;
  static std::string number(const Piece& piece, std::int64_t metres);

  std::string m_pattern;
  std::vector<Piece> m_pieces;
};

/// The patterns seen in the wild, tried in order when a chantier's own does not fit: so that a message can
/// say "this looks like a 200 m name".
const std::vector<NamePattern>& known_patterns();

/// A dalle as people and file lists call it: a key (`0579-6375`), a name by the pattern, or a path to such a
/// file, with or without extension and revision (`dir/46-2025-0579-6375-LA93-0M05-RVB-r2.tif`).
std::optional<DalleKey> dalle_of_word(std::string_view word, const GridSpec& grid,
                                      const NamePattern& pattern);
/// The year that such a name tells; nothing for a key, or where the pattern has no year.
std::optional<int> year_of_word(std::string_view word, const GridSpec& grid, const NamePattern& pattern);
/// Throws Error (usage) when the word is a name that tells another year than that which the call is about.
void require_year(std::string_view word, const GridSpec& grid, const NamePattern& pattern, int year);

}  // namespace pcrs::grid
