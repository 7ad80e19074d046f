// SPDX-License-Identifier: Apache-2.0
#pragma once
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
///                     `:N` pads with zeros to N digits: {x_km:4}
/// Example: {code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB
/// Letters of the text are compared without case when reading.
class NamePattern {
 public:
  /// Throws Error (usage) that says what is wrong in the pattern.
  explicit NamePattern(std::string pattern);
  std::string format(const DalleKey& key, int year, const std::string& code) const;
  /// The whole of `name` (no folder, no extension), or nothing when it does not follow the pattern.
  std::optional<NameParts> parse(std::string_view name) const;
  const std::string& text() const { return m_pattern; }

 private:
  struct Piece;
  std::string m_pattern;
  std::vector<Piece> m_pieces;
};

/// The patterns seen in the wild (domain knowledge, in lib/README.md), tried in order when a chantier's own
/// does not fit: so that a message can say "this looks like a 200 m name".
const std::vector<NamePattern>& known_patterns();

}  // namespace pcrs::grid
