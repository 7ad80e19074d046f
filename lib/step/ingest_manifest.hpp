// SPDX-License-Identifier: Apache-2.0
// The lists of checksums that contractors deliver, in every shape that their machines give them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.hpp"
#include "step/ingest_walk.hpp"
#include "store/digest.hpp"

namespace pcrs::step::ingest {

/// A list larger than this is not read (some 500 000 files).
inline constexpr std::uint64_t largest_manifest_bytes = 64ULL << 20U;

struct ManifestEntry {
  store::DigestKind kind = store::DigestKind::sha256;
  std::string digest;    ///< lower-case hex
  std::string path;      ///< UTF-8, '/' between parts, as listed otherwise
  std::size_t line = 0;  ///< from 1
};

struct Manifest {
  std::vector<ManifestEntry> entries;
  std::size_t bad_lines = 0;       ///< neither a digest and a path, nor a comment
  std::size_t first_bad_line = 0;  ///< from 1
};

/// By its name (`.md5`, `SHA256SUMS`, `empreintes_md5.txt`…), and where that could also be a document, by the
/// digests in its first lines.
bool is_checksum_list(const std::filesystem::path& file, std::uint64_t size_bytes);

/// Reads `sha256sum` and BSD forms, tables with `;` `,` or tab, PowerShell's and certutil's lists, in UTF-8,
/// UTF-16 or CP1252. A digest by itself speaks of `file_name` without its extension (`a.tif.md5`).
Manifest parse_manifest(std::string_view bytes, std::string_view file_name);

/// Which file of the delivery each entry means.
struct ManifestMatch {
  std::vector<std::optional<std::size_t>> file;  ///< one an entry: index into the files
  std::vector<bool> ambiguous;                   ///< one an entry: several files could be meant
};

/// Whole relative paths first (from the list's folder, then from its root); then the longest common end, so
/// that absolute paths and moved lists work: it must hold one of the two paths whole, or a file name that
/// stands once in the delivery and once in the list. Letters of either case and accents of either form match.
ManifestMatch match_manifest(const Manifest& manifest, const WalkedFile& list,
                             const std::vector<WalkedFile>& files);

}  // namespace pcrs::step::ingest
