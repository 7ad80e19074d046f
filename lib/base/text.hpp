// SPDX-License-Identifier: Apache-2.0
// Text and numbers that no locale changes.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pcrs {

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string lower_ascii(std::string_view text);
bool starts_with_nocase(std::string_view text, std::string_view prefix);
bool ends_with_nocase(std::string_view text, std::string_view suffix);
/// Lower-case hex of bytes.
std::string hex_text(std::string_view bytes);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// The whole of `text` as a number (no sign `+`, no blanks), or nothing.
template <typename Number>
std::optional<Number> to_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The shortest text that reads back as the same double.
std::string number_text(double value);
/// Fixed number of decimals, point as separator.
std::string fixed_text(double value, int decimals);
/// Whole number padded with zeros on the left to `width` digits.
std::string padded_text(std::int64_t value, int width);
/// `200MB`, `1.5 GB`, `4096`: powers of ten (MB = 10^6), powers of two for KiB, MiB, GiB, TiB.
std::optional<std::uint64_t> parse_bytes(std::string_view text);
/// For people: `183.2 MB`.
std::string bytes_text(std::uint64_t bytes);

/// Percent-encodes what may not stand in the path of a URL; `/` is kept.
std::string url_encode(std::string_view path);
/// Escapes & < > " ' for XML and HTML; control characters, for which XML has no place, become U+FFFD.
std::string xml_escape(std::string_view text);

/// For a message or a list of one line each: control characters (a line end in a file name, an escape
/// sequence that would paint the terminal) are written `\xNN`.
std::string one_line(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace pcrs
