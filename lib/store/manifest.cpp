// SPDX-License-Identifier: Apache-2.0
#include "store/manifest.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace pcrs::store {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

std::string escaped(std::string_view path) {
  std::string result;
  for (const char c : path) {
    if (c == '\\') {
      result += "\\\\";
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\r') {
      result += "\\r";
    } else {
      result += c;
    }
  }
  return result;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    constexpr std::string_view letters = "\\nr";
    const auto which = letters.find(text[i]);
    if (which == std::string_view::npos) return std::nullopt;
    result += "\\\n\r"[which];
  }
  return result;
}

// What stands on a line before its escapes are undone.
struct RawLine {
  std::string_view path;
  std::string_view digest;
};

std::optional<RawLine> plain_line(std::string_view line) {
  const auto digits = std::min(line.find_first_not_of(hex_digits), line.size());
  if (!kind_of_length(digits) || digits + 2 > line.size() || line[digits] != ' ') return std::nullopt;
  std::string_view path = line.substr(digits + 1);
  if (path.front() == ' ' || path.front() == '*') path.remove_prefix(1);
  if (path.empty()) return std::nullopt;
  return RawLine{path, line.substr(0, digits)};
}

std::optional<RawLine> tagged_line(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 3> tags{
      {{"MD5 (", 32}, {"SHA1 (", 40}, {"SHA256 (", 64}}};
  for (const auto& [tag, digits] : tags) {
    if (!line.starts_with(tag)) continue;
    const auto close = line.rfind(") = ");
    if (close == std::string_view::npos || close <= tag.size()) return std::nullopt;
    const std::string_view digest = line.substr(close + 4);
    if (digest.size() != digits || digest.find_first_not_of(hex_digits) != std::string_view::npos)
      return std::nullopt;
    return RawLine{line.substr(tag.size(), close - tag.size()), digest};
  }
  return std::nullopt;
}

std::optional<ManifestEntry> parse_line(std::string_view line, std::size_t number) {
  const bool is_escaped = line.front() == '\\';
  if (is_escaped) line.remove_prefix(1);
  auto raw = plain_line(line);
  if (!raw) raw = tagged_line(line);
  if (!raw || raw->path.find('\0') != std::string_view::npos) return std::nullopt;
  auto path = is_escaped ? unescaped(raw->path) : std::optional(std::string(raw->path));
  if (!path) return std::nullopt;
  return ManifestEntry{std::move(*path), *kind_of_length(raw->digest.size()), lower_ascii(raw->digest),
                       number};
}

}  // namespace

Manifest parse_manifest(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Manifest manifest;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty() || line.front() == '#') continue;
    if (auto entry = parse_line(line, number)) {
      manifest.entries.push_back(std::move(*entry));
    } else {
      manifest.bad_lines.push_back(number);
    }
  }
  return manifest;
}

std::string manifest_line(std::string_view digest, std::string_view path) {
  std::string safe = escaped(path);
  const std::string mark = safe.size() == path.size() ? "" : "\\";
  return mark + std::string(digest) + "  " + safe + "\n";
}

std::string checked_path(std::string_view path) {
  return path.find('\n') == std::string_view::npos ? std::string(path) : "\\" + escaped(path);
}

std::string kind_text(DigestKind kind) {
  switch (kind) {
    case DigestKind::md5:
      return "MD5";
    case DigestKind::sha1:
      return "SHA-1";
    case DigestKind::sha256:
      break;
  }
  return "SHA-256";
}

std::optional<DigestKind> kind_of_length(std::size_t digits) {
  switch (digits) {
    case 32:
      return DigestKind::md5;
    case 40:
      return DigestKind::sha1;
    case 64:
      return DigestKind::sha256;
    default:
      return std::nullopt;
  }
}

}  // namespace pcrs::store
