// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_manifest.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "step/ingest_roles.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using store::DigestKind;

constexpr std::size_t longest_line = 16384;
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

std::optional<DigestKind> kind_of_length(std::size_t digits) {
  if (digits == 32) return DigestKind::md5;
  if (digits == 40) return DigestKind::sha1;
  if (digits == 64) return DigestKind::sha256;
  return std::nullopt;
}

bool word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

struct Digest {
  DigestKind kind;
  std::size_t at, length;
};

// A run of hex digits of the right length that is no part of a longer word: the first of the line when the
// line begins with one, else the last, since a name in front of it may look like a digest too.
std::optional<Digest> find_digest(std::string_view line) {
  std::optional<Digest> found;
  for (std::size_t at = line.find_first_of(hex_digits); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of(hex_digits, at), line.size());
    const auto kind = kind_of_length(end - at);
    const bool alone = (at == 0 || !word_byte(line[at - 1])) && (end == line.size() || !word_byte(line[end]));
    if (kind && alone) found = Digest{*kind, at, end - at};
    if (found && found->at <= 1) return found;  // 1: GNU marks an escaped name by a backslash before it
    at = line.find_first_of(hex_digits, end);
  }
  return found;
}

std::string_view strip(std::string_view text, std::string_view what) {
  const auto first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

std::string unescape_gnu(std::string_view path) {
  std::string result;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool escape = path[i] == '\\' && i + 1 < path.size();
    const char next = escape ? path[i + 1] : '\0';
    if (next == 'n' || next == 'r' || next == '\\') {
      result += next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
      ++i;
    } else {
      result += path[i];
    }
  }
  return result;
}

// What precedes the path in a line that puts it first: an algorithm's name, blanks, separators, quotes.
std::string_view without_algorithm(std::string_view text) {
  text = strip(text, " \t;,|\"'");
  for (const std::string_view name : {"SHA256", "SHA-256", "SHA1", "SHA-1", "MD5"})
    if (starts_with_nocase(text, name) &&
        (text.size() == name.size() || (!word_byte(text[name.size()]) && text[name.size()] != '.')))
      return strip(text.substr(name.size()), " \t;,|\"':");
  return text;
}

// `SHA256 (path) = digest`
std::optional<std::string> bsd_path(std::string_view before_digest) {
  const std::string_view head = trim(before_digest);
  const auto open = head.find(" ("), close = head.rfind(')');
  if (!head.ends_with('=') || open == std::string_view::npos || close == std::string_view::npos ||
      close < open)
    return std::nullopt;
  return std::string(head.substr(open + 2, close - open - 2));
}

std::string path_of(std::string_view line, const Digest& digest) {
  const std::string_view before = line.substr(0, digest.at), after = line.substr(digest.at + digest.length);
  if (auto path = bsd_path(before)) return *path;
  if (before == "\\" && after.size() > 2) return unescape_gnu(after.substr(2));
  if (!trim(before).empty() && !without_algorithm(before).empty())
    return std::string(without_algorithm(before));
  std::string_view path = without_algorithm(after);
  if (path.starts_with('*')) path.remove_prefix(1);  // sha256sum's mark of binary mode
  return std::string(path);
}

std::string with_slashes(std::string path) {
  return replace_all(std::move(path), "\\", "/");
}

bool is_comment(std::string_view line) {
  return line.empty() || line.starts_with('#') || line.starts_with(';') || line.starts_with("//");
}

// A path that a list announces on a line of its own, before (certutil) or after (PowerShell) its digest.
std::optional<std::string> announced_path(std::string_view line) {
  const std::string folded = fold(line);
  const bool certutil =
      (folded.starts_with("sha") || folded.starts_with("md5") || folded.starts_with("hachage")) &&
      line.ends_with(':');
  if (certutil) {
    for (const std::string_view word : {" file ", " fichier ", " de ", " of "})
      if (const auto at = line.find(word); at != std::string_view::npos)
        return std::string(trim(line.substr(at + word.size(), line.size() - 1 - at - word.size())));
  }
  if (!starts_with_nocase(line, "path") && !starts_with_nocase(line, "chemin")) return std::nullopt;
  const auto colon = line.find(" : ");
  if (colon == std::string_view::npos) return std::nullopt;
  return std::string(trim(line.substr(colon + 3)));
}

// Words that lists hold beside their digests: headings, rulers, what certutil says when it has done.
bool is_decoration(std::string_view line) {
  const std::string word = plain_word(line);
  return word.empty() || word.starts_with("certutil") || word.starts_with("algorithm") ||
         word == "hashpath" || line.find_first_of("0123456789.") == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view file_name) : m_own_target(parts_of(file_name).stem) {}

  void line(std::string_view text, std::size_t number) {
    text = trim(text);
    if (is_comment(text)) return;
    const auto digest = text.size() > longest_line ? std::nullopt : find_digest(text);
    if (digest) {
      entry(text, *digest, number);
    } else if (auto path = announced_path(text)) {
      announce(std::move(*path));
    } else if (!is_decoration(text)) {
      bad(number);
    }
  }
  Manifest finish() {
    for (ManifestEntry& entry : m_manifest.entries)
      if (entry.path.empty()) entry.path = m_own_target;
    return std::move(m_manifest);
  }

 private:
  void entry(std::string_view text, const Digest& digest, std::size_t number) {
    std::string path = path_of(text, digest);
    const std::string word = plain_word(path);
    if (word == "hash" || word == "hachage") path.clear();  // PowerShell's list: the path comes later
    if (path.empty()) path = std::exchange(m_announced, {});
    m_manifest.entries.push_back({digest.kind, lower_ascii(text.substr(digest.at, digest.length)),
                                  with_slashes(std::move(path)), number});
  }
  void announce(std::string path) {
    const bool waiting = !m_manifest.entries.empty() && m_manifest.entries.back().path.empty();
    if (waiting) {
      m_manifest.entries.back().path = with_slashes(std::move(path));
    } else {
      m_announced = std::move(path);
    }
  }
  void bad(std::size_t number) {
    if (m_manifest.bad_lines++ == 0) m_manifest.first_bad_line = number;
  }

  const std::string m_own_target;
  std::string m_announced;
  Manifest m_manifest;
};

bool any_digest(const fs::path& file) {
  try {
    store::FileSource source(file);
    std::string head(std::min<std::uint64_t>(source.size(), 65536), '\0');
    source.read_at(0, std::as_writable_bytes(std::span(head.data(), head.size())));
    const auto lines = lines_of(decode_text(head));
    return std::any_of(lines.begin(), lines.end(),
                       [](const std::string& line) { return find_digest(trim(line)).has_value(); });
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

bool is_checksum_list(const fs::path& file, std::uint64_t size_bytes) {
  constexpr std::array<std::string_view, 7> extensions{".md5",    ".sha1",      ".sha256", ".sha",
                                                       ".md5sum", ".sha256sum", ".sha1sum"};
  constexpr std::array<std::string_view, 8> words{"md5",      "sha1",      "sha256",  "checksum",
                                                  "controle", "empreinte", "hachage", "manifest"};
  constexpr std::array<std::string_view, 6> texts{"", ".txt", ".csv", ".lst", ".log", ".tsv"};
  const PathParts parts = parts_of(file.filename().string());
  if (std::find(extensions.begin(), extensions.end(), parts.extension) != extensions.end()) return true;
  if (size_bytes == 0 || std::find(texts.begin(), texts.end(), parts.extension) == texts.end()) return false;
  const std::string name = plain_word(parts.stem);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; }) &&
         any_digest(file);
}

Manifest parse_manifest(std::string_view bytes, std::string_view file_name) {
  Parser parser(file_name);
  std::size_t number = 0;
  for (const std::string& line : lines_of(decode_text(bytes))) parser.line(line, ++number);
  return parser.finish();
}

}  // namespace pcrs::step::ingest
