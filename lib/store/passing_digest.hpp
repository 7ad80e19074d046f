// SPDX-License-Identifier: Apache-2.0
// Digests of what others read and write, taken on the way: no byte is fetched from the medium for them.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/digest.hpp"
#include "store/file.hpp"

namespace pcrs::store {

/// SHA-256 of a file that somebody else decodes from top to bottom: told how far they are, it takes the same
/// bytes while the page cache still holds them. Serves one thread. Throws Error (failed) naming the file.
class FollowingDigest {
 public:
  explicit FollowingDigest(const std::filesystem::path& path);
  /// Digests what lies before `share` (0 to 1) of the file.
  void follow(double share);
  /// Digests the rest. Lower-case hex; nothing may follow.
  std::string finish_hex();

 private:
  void read_to(std::uint64_t end);
  FileSource m_source;
  Hasher m_hasher;
  std::uint64_t m_at = 0;
  std::vector<std::byte> m_buffer;
};

/// Passes everything on to `next`, and digests it as long as it comes in order.
class SequentialDigest : public SeekableSink {
 public:
  explicit SequentialDigest(SeekableSink& next) : m_next(next) {}
  void write(Bytes bytes) override;
  void write_at(std::uint64_t offset, Bytes bytes) override;
  /// SHA-256, lower-case hex, of all that was written; nothing when some of it did not come in order.
  std::optional<std::string> finish_hex();

 private:
  SeekableSink& m_next;
  Hasher m_hasher;
  std::uint64_t m_at = 0;
  bool m_in_order = true;
};

}  // namespace pcrs::store
