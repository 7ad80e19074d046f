// SPDX-License-Identifier: Apache-2.0
#include "grid/name_pattern.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::grid {

namespace {

constexpr int most_digits = 9;  // a value times 1000 stays far inside 64 bits

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_code_letter(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_code(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_code_letter);
}

// Takes the longest run of `wanted` letters off the front of `rest`.
template <typename Wanted>
std::string_view take_run(std::string_view& rest, Wanted wanted) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), wanted);
  const std::string_view run = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(run.size());
  return run;
}

// `digits` figures, or with 0 as many as there are, without zeros in front.
std::optional<std::int64_t> take_number(std::string_view& rest, int digits) {
  std::string_view figures = rest.substr(0, static_cast<std::size_t>(digits));
  if (digits > 0) {
    rest.remove_prefix(figures.size());
    if (static_cast<int>(figures.size()) != digits || !std::all_of(figures.begin(), figures.end(), is_digit))
      return std::nullopt;
  } else {
    figures = take_run(rest, is_digit);
    if (figures.size() > most_digits || (figures.size() > 1 && figures.front() == '0')) return std::nullopt;
  }
  return to_number<std::int64_t>(figures);
}

// Letters that no file system, URL or shell glob takes amiss.
bool is_safe(char c) {
  return c >= 0x20 && c < 0x7f && std::string_view("/\\:*?\"<>|{}").find(c) == std::string_view::npos;
}

}  // namespace

NamePattern::Piece NamePattern::read_field(std::string_view inside, const std::string& where) {
  static const std::map<std::string, Piece, std::less<>> fields = {
      {"code", {Kind::code, "", 0, 1}}, {"year", {Kind::year, "", 4, 1}}, {"x_km", {Kind::x, "", 0, 1000}},
      {"y_km", {Kind::y, "", 0, 1000}}, {"x_hm", {Kind::x, "", 0, 100}},  {"y_hm", {Kind::y, "", 0, 100}},
      {"x_m", {Kind::x, "", 0, 1}},     {"y_m", {Kind::y, "", 0, 1}}};
  const auto colon = inside.find(':');
  const auto field = fields.find(inside.substr(0, colon));
  const std::string written = "{" + std::string(inside) + "}";
  if (field == fields.end())
    throw_usage(where, written + " is no field; expected code, year, x_km, y_km, x_hm, y_hm, x_m or y_m");
  Piece piece = field->second;
  piece.text = written;
  if (colon == std::string_view::npos) return piece;
  const auto digits = to_number<int>(inside.substr(colon + 1));
  const bool is_coordinate = piece.kind == Kind::x || piece.kind == Kind::y;
  if (!is_coordinate || !digits || *digits < 1 || *digits > most_digits)
    throw_usage(where, written + " has a bad width; expected 1 to 9 digits, for x and y only");
  piece.digits = *digits;
  return piece;
}

NamePattern::NamePattern(std::string pattern, const std::string& where) : m_pattern(std::move(pattern)) {
  std::string_view rest = m_pattern;
  while (!rest.empty()) {
    if (rest.front() != '{') {
      const auto text = take_run(rest, is_safe);
      if (text.empty())
        throw_usage(where, "\"" + m_pattern +
                               "\" holds a letter that names may not have; expected ASCII "
                               "without / \\ : * ? \" < > | or a brace that is not a field");
      m_pieces.push_back({Kind::text, std::string(text), 0, 1});
      continue;
    }
    const auto close = rest.find('}');
    if (close == std::string_view::npos)
      throw_usage(where, "\"" + m_pattern + "\" opens a field with { and does not close it with }");
    m_pieces.push_back(read_field(rest.substr(1, close - 1), where));
    rest.remove_prefix(close + 1);
  }
  check(where);
}

// One place of each field; and after a field of unknown length, something that cannot belong to it.
void NamePattern::check(const std::string& where) const {
  std::map<Kind, int> seen;
  for (const Piece& piece : m_pieces) ++seen[piece.kind];
  if (seen[Kind::x] != 1 || seen[Kind::y] != 1)
    throw_usage(where,
                "\"" + m_pattern + "\" needs exactly one x and one y field, such as {x_km:4}-{y_km:4}");
  if (seen[Kind::code] > 1 || seen[Kind::year] > 1)
    throw_usage(where, "\"" + m_pattern + "\" has {code} or {year} twice; expected each once at most");
  if (m_pattern.front() == '.' || m_pattern.front() == '-' || m_pattern.front() == ' ')
    throw_usage(where,
                "\"" + m_pattern + "\" starts with a dot, a dash or a blank; expected a letter or field");
  for (std::size_t i = 0; i + 1 < m_pieces.size(); ++i) {
    const Piece& piece = m_pieces[i];
    const Piece& next = m_pieces[i + 1];
    if (piece.kind == Kind::text || piece.digits > 0) continue;
    const bool clear =
        next.kind == Kind::text &&
        !(piece.kind == Kind::code ? is_code_letter(next.text.front()) : is_digit(next.text.front()));
    if (!clear)
      throw_usage(where, "\"" + m_pattern + "\" can be read in two ways: nothing tells where " + piece.text +
                             " ends; put a separator after it or give it a width");
  }
}

void NamePattern::check_fits(const GridSpec& grid, const std::string& where) const {
  for (const Piece& piece : m_pieces)
    if (grid.dalle_side_m % piece.unit_m != 0)
      throw_usage(where, piece.text + " cannot name dalles of " + std::to_string(grid.dalle_side_m) +
                             " m; expected a finer unit, x_hm or x_m");
}

std::string NamePattern::number(const Piece& piece, std::int64_t metres) {
  std::string text = padded_text(metres / piece.unit_m, piece.digits);
  const auto most = static_cast<std::size_t>(piece.digits > 0 ? piece.digits : most_digits);
  if (metres < 0 || metres % piece.unit_m != 0 || text.size() > most)
    throw_usage("name pattern", std::to_string(metres) + " m cannot be written as " + piece.text);
  return text;
}

std::string NamePattern::format(const DalleKey& key, int year, const std::string& code) const {
  std::string name;
  for (const Piece& piece : m_pieces) {
    switch (piece.kind) {
      case Kind::text:
        name += piece.text;
        break;
      case Kind::code:
        if (!is_code(code)) throw_usage("name pattern", "code \"" + code + "\" is not letters and digits");
        name += code;
        break;
      case Kind::year:
        if (year < 0 || year > 9999)
          throw_usage("name pattern", "year " + std::to_string(year) + " has not 4 digits");
        name += padded_text(year, 4);
        break;
      case Kind::x:
        name += number(piece, key.west_m);
        break;
      case Kind::y:
        name += number(piece, key.north_m);
    }
  }
  return name;
}

std::string NamePattern::file_name(const DalleKey& key, int year, const std::string& code,
                                   int revision) const {
  return format(key, year, code) + (revision > 1 ? "-r" + std::to_string(revision) : "") + ".tif";
}

std::optional<NameParts> NamePattern::parse(std::string_view name) const {
  NameParts parts;
  for (const Piece& piece : m_pieces) {
    if (piece.kind == Kind::text) {
      if (!starts_with_nocase(name, piece.text)) return std::nullopt;
      name.remove_prefix(piece.text.size());
      continue;
    }
    if (piece.kind == Kind::code) {
      parts.code = std::string(take_run(name, is_code_letter));
      if (parts.code->empty()) return std::nullopt;
      continue;
    }
    const auto value = take_number(name, piece.digits);
    if (!value) return std::nullopt;
    if (piece.kind == Kind::year) parts.year = static_cast<int>(*value);
    if (piece.kind == Kind::x) parts.key.west_m = *value * piece.unit_m;
    if (piece.kind == Kind::y) parts.key.north_m = *value * piece.unit_m;
  }
  return name.empty() ? std::optional(parts) : std::nullopt;
}

const std::vector<NamePattern>& known_patterns() {
  static const std::vector<NamePattern> patterns = [] {
    std::vector<NamePattern> list;
    for (const char* text :
         {"{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB-E100",
          "{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB-E080",
          "{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB", "{year}-{x_hm:5}-{y_hm:5}-LA93-0M05-RVB",
          "{year}-{x_m:6}-{y_m:7}-LA93-0M05-RVB", "PCRS-{code}-{year}-{x_hm}-{y_hm}-LA93-0M05-RVB-TIFF",
          "PCRS-{code}-{year}-{x_m}-{y_m}-LA93-0M05-RVB-TIFF"})
      list.emplace_back(text);
    return list;
  }();
  return patterns;
}

namespace {

// Cuts `-rN` off the end, N from 2 to 6 digits long at most.
std::string_view without_revision(std::string_view name) {
  const auto at = name.rfind("-r");
  if (at == std::string_view::npos) return name;
  const auto number = name.substr(at + 2);
  const bool is_revision = !number.empty() && number.size() <= 6 && number.front() != '0' &&
                           std::all_of(number.begin(), number.end(), is_digit);
  return is_revision ? name.substr(0, at) : name;
}

// A key tells neither year nor code.
std::optional<NameParts> parts_of_word(std::string_view word, const GridSpec& grid,
                                       const NamePattern& pattern) {
  if (const auto key = parse_key(word, grid)) return NameParts{*key, std::nullopt, std::nullopt};
  const auto slash = word.find_last_of("/\\");
  const std::string_view file = slash == std::string_view::npos ? word : word.substr(slash + 1);
  // The name as it stands first: a pattern may hold a dot or end like a revision.
  for (const std::string_view name : {file, file.substr(0, file.rfind('.'))})
    for (const std::string_view base : {name, without_revision(name)}) {
      auto parts = pattern.parse(base);
      if (parts && parts->key.west_m % grid.dalle_side_m == 0 && parts->key.north_m % grid.dalle_side_m == 0)
        return parts;
    }
  return std::nullopt;
}

}  // namespace

std::optional<DalleKey> dalle_of_word(std::string_view word, const GridSpec& grid,
                                      const NamePattern& pattern) {
  const auto parts = parts_of_word(word, grid, pattern);
  return parts ? std::optional(parts->key) : std::nullopt;
}

std::optional<int> year_of_word(std::string_view word, const GridSpec& grid, const NamePattern& pattern) {
  const auto parts = parts_of_word(word, grid, pattern);
  return parts ? parts->year : std::nullopt;
}

void require_year(std::string_view word, const GridSpec& grid, const NamePattern& pattern, int year) {
  const auto parts = parts_of_word(word, grid, pattern);
  if (!parts || !parts->year || *parts->year == year) return;
  throw_usage(std::string(word), "is a dalle of " + std::to_string(*parts->year) +
                                     ", and this call is about " + std::to_string(year) + ": give its key " +
                                     key_text(parts->key, grid) +
                                     ", or the other year (--millesime, where there is one)");
}

}  // namespace pcrs::grid
