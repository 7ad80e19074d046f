// SPDX-License-Identifier: Apache-2.0
#include "base/foreign_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.hpp"

namespace pcrs {

namespace {

constexpr char32_t replacement = 0xFFFD;

void append_utf8(std::string& text, char32_t code) {
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0U | (code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// 0x80 to 0x9F of CP1252; the five free places are left as they are.
char32_t cp1252(unsigned char byte) {
  constexpr std::array<char16_t, 32> high{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                          0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80U] : byte;
}

std::string from_cp1252(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) append_utf8(text, cp1252(static_cast<unsigned char>(c)));
  return text;
}

std::string from_utf16(std::string_view bytes, bool little) {
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return little ? static_cast<char32_t>(second << 8U | first) : static_cast<char32_t>(first << 8U | second);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t code = unit(at);
    const bool high = code >= 0xD800 && code < 0xDC00;
    const char32_t low = high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = replacement;
    }
    append_utf8(text, code);
  }
  return text;
}

// UTF-16 without a BOM: mostly ASCII, so that one byte of two is zero. True: little end first.
std::optional<bool> utf16_without_bom(std::string_view bytes) {
  const std::size_t looked_at = std::min<std::size_t>(bytes.size(), 512) & ~std::size_t{1};
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < looked_at; ++i)
    if (bytes[i] == '\0') ++zeros[i % 2];
  if (looked_at < 8 || zeros[0] + zeros[1] < looked_at / 4) return std::nullopt;
  return zeros[1] > zeros[0];
}

// Letters of U+00C0 to U+017F by their base in lower case; a space where there is no simple one.
constexpr std::string_view latin_bases =
    "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkk llllll "
    " llnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz ";
static_assert(latin_bases.size() == 0x180 - 0xC0);

// The code point at `at` of well-formed UTF-8, which is stepped over.
char32_t take_code(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? lead : static_cast<char32_t>(lead & (0xFFU >> (length + 1)));
  for (std::size_t i = 1; i < length; ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  at += length;
  return code;
}

}  // namespace

std::string decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), false);
  if (const auto little = utf16_without_bom(bytes)) return from_utf16(bytes, *little);
  return is_utf8(bytes) ? std::string(bytes) : from_cp1252(bytes);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
  }
  return lines;
}

std::string fold(std::string_view name) {
  const std::string text = is_utf8(name) ? std::string(name) : from_cp1252(name);
  std::string folded;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = take_code(text, at);
    if (code >= 0x300 && code < 0x370) continue;  // a combining accent (NFD)
    const bool latin = code >= 0xC0 && code - 0xC0 < latin_bases.size();
    if (latin && latin_bases[code - 0xC0] != ' ') {
      folded += latin_bases[code - 0xC0];
    } else {
      append_utf8(folded, code);
    }
  }
  return lower_ascii(folded);
}

std::string plain_word(std::string_view name) {
  std::string word;
  for (const char c : fold(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  return word;
}

std::vector<std::string> csv_fields(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"' && (quoted || trim(fields.back()).empty())) {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (std::string& field : fields) field = std::string(trim(field));
  return fields;
}

char csv_separator(std::string_view line) {
  char best = ';';
  for (const char candidate : {',', '\t'})
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), best))
      best = candidate;
  return best;
}

}  // namespace pcrs
