// SPDX-License-Identifier: Apache-2.0
// The index of a tar on a volume, a line a member: where each file is, and what it must be. FORMAT.md says
// the fields.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_reader.hpp"
#include "store/cipher.hpp"
#include "store/file.hpp"
#include "store/tar.hpp"

namespace pcrs::store {

enum class RowKind { file, zstd, part, folder, link, empty_void };

struct IndexRow {
  RowKind kind = RowKind::file;
  std::string sha256;            ///< of the file as delivered; empty where there is none
  std::uint64_t size_bytes = 0;  ///< of the file as delivered
  std::int64_t mtime_ns = 0;
  unsigned mode = 0;
  std::uint64_t offset = 0;  ///< of the stored bytes in the tar
  std::uint64_t stored_bytes = 0;
  std::string stored_sha256;
  unsigned part = 0;        ///< 1… of a split file
  std::uint64_t start = 0;  ///< where the part begins in the file
  std::string path;         ///< DELIVERY/ROOT/PATH
  std::string target;       ///< of a link

  /// What rows and walked folders are sorted by: a folder as if it ended in '/'.
  std::string key() const { return kind == RowKind::folder ? path + "/" : path; }
  /// The name of its member in the tar.
  std::string member() const;
};

/// What the comments at the start of an index say.
struct IndexHead {
  std::string delivery;
  std::uint64_t repeated = 0;             ///< leading members that repeat folders of tars before
  std::vector<std::string> recipients{};  ///< of an encrypted tar, else none
  StoredFile plain{};                     ///< an encrypted tar before it was; known once all rows were read
};
std::string index_text(const IndexHead& head);
/// What ends the index of an encrypted tar.
std::string index_end(const StoredFile& plain);
std::string index_line(const IndexRow& row);
/// Throws Error (failed) at `where`.
IndexRow parse_index_line(std::string_view line, const std::string& where);
/// A name with backslash, tab and line ends escaped, and back.
std::string escape_name(std::string_view name);
std::string unescape_name(std::string_view text);

/// Reads an index row by row; 64 KiB of memory. Throws Error (failed) naming the line.
class IndexReader {
 public:
  explicit IndexReader(const std::filesystem::path& file);
  std::optional<IndexRow> next();
  /// Reads up to the first row, which is lost to next().
  const IndexHead& read_head() {
    next();
    return m_head;
  }
  const IndexHead& head() const { return m_head; }  ///< known once a row was read, but for `plain`

 private:
  std::optional<std::string> line();
  void comment(const std::string& text);
  IndexHead m_head;
  FileSource m_source;
  LineReader m_lines{m_source};
};

}  // namespace pcrs::store
