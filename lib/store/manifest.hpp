// SPDX-License-Identifier: Apache-2.0
// Checksum lists in the form of sha256sum (GNU coreutils), read and written.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/digest.hpp"

namespace pcrs::store {

struct ManifestEntry {
  std::string path;  ///< as listed, escapes undone; relative to the manifest's folder unless absolute
  DigestKind kind = DigestKind::sha256;
  std::string digest;    ///< lower-case hex
  std::size_t line = 0;  ///< 1 for the first
};

struct Manifest {
  std::vector<ManifestEntry> entries;  ///< in the order of the list
  std::vector<std::size_t> bad_lines;  ///< neither an entry, nor empty, nor a comment (#)
};

/// Reads `DIGEST  PATH`, `DIGEST *PATH`, `DIGEST PATH` (BSD, reversed) and `SHA256 (PATH) = DIGEST`, escaped
/// or not, CRLF or LF, hex of either case, MD5 (32 digits), SHA-1 (40) and SHA-256 (64). The text is taken as
/// bytes: whoever knows of another encoding decodes it first. Paths are not altered.
Manifest parse_manifest(std::string_view text);

/// One line with its end, as `sha256sum` writes it: a name that holds a backslash, a line feed or a carriage
/// return is escaped and the line starts with a backslash.
std::string manifest_line(std::string_view digest, std::string_view path);

/// `path` as `sha256sum -c` prints it: escaped only when it holds a line feed.
std::string checked_path(std::string_view path);

std::string kind_text(DigestKind kind);  ///< `MD5` | `SHA-1` | `SHA-256`
/// The kind that has that many hex digits, or nothing.
std::optional<DigestKind> kind_of_length(std::size_t digits);

}  // namespace pcrs::store
