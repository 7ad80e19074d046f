// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: all that lies under a root of a delivery, as it is.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "base/report.hpp"
#include "store/file.hpp"
#include "store/tar.hpp"

namespace pcrs::step::archive {

struct SourceEntry {
  std::filesystem::path location;
  store::TarMember member;
  /// What the entries come sorted by: a folder as if it ended in '/'.
  std::string key() const { return member.kind == store::TarKind::folder ? member.path + "/" : member.path; }
};

/// Calls `each` with `top` (called `name`) and everything below it, in the order of keys: folders before what
/// they hold, hidden files and litter too, links unfollowed. Stops when `each` returns false, and then
/// returns false. Holds the names of one folder at a time, and of those above it. Findings:
/// source.unreadable, source.special.
bool walk_source(const std::filesystem::path& top, const std::string& name,
                 const std::function<bool(const SourceEntry&)>& each,
                 const std::function<void(const Finding&)>& report);

/// A source that is read once from front to back, over several members where it is split.
class SourceReader {
 public:
  explicit SourceReader(const SourceEntry& entry);  ///< throws Error (failed) when it cannot be opened
  const store::FileSource& file() const { return m_file; }
  /// Digests what members before have taken; nothing is written.
  void pass_over(std::uint64_t bytes);
  std::size_t read(std::span<std::byte> into);
  /// False when size or date are no longer those of the entry.
  bool unchanged() const;
  std::string finish_hex() { return m_hasher.finish_hex(); }

 private:
  const SourceEntry& m_entry;
  store::FileSource m_file;
  store::Hasher m_hasher;
  std::uint64_t m_at = 0;
};

}  // namespace pcrs::step::archive
