// SPDX-License-Identifier: Apache-2.0
// POSIX.1-2001 (pax) archives, written front to back and read the same way. FORMAT.md says which subset.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "store/digest.hpp"

namespace pcrs::store {

enum class TarKind : char { file = '0', link = '2', folder = '5' };

struct TarMember {
  std::string path;  ///< the bytes of the name, '/' between parts; a folder has none at its end
  TarKind kind = TarKind::file;
  std::uint64_t size_bytes = 0;  ///< of a file; 0 else
  std::int64_t mtime_ns = 0;     ///< since 1970
  unsigned mode = 0644;          ///< the lowest twelve bits
  std::string target;            ///< of a link
};

inline constexpr std::uint64_t tar_block_bytes = 512;
inline constexpr std::uint64_t tar_end_bytes = 2 * tar_block_bytes;

/// All that stands before a member's bytes: a pax header where one is needed, and the ustar header.
std::string tar_header(const TarMember& member);
/// What a member takes in a tar: headers, bytes, and zeros up to a whole block.
std::uint64_t tar_member_bytes(const TarMember& member);

/// Writes members in order and digests the tar on the way. Throws Error as `sink` does.
class TarWriter {
 public:
  explicit TarWriter(ByteSink& sink);
  /// Writes the headers of a member. Gives the offset of its bytes. The member before must be whole.
  std::uint64_t begin(const TarMember& member);
  void write(Bytes bytes);                                ///< no more than `size_bytes` in all
  std::uint64_t missing_bytes() const { return m_left; }  ///< that the member was promised and has not got
  void fill();                                            ///< the missing ones, as zeros
  /// Ends the tar. Lower-case hex of its SHA-256.
  std::string finish();
  std::uint64_t size_bytes() const { return m_size; }  ///< written so far, the end not counted

 private:
  void put(Bytes bytes);
  void flush();

  ByteSink& m_sink;
  Hasher m_hasher;
  std::vector<std::byte> m_buffer;
  std::uint64_t m_size = 0;
  std::uint64_t m_left = 0;
  std::uint64_t m_padding = 0;
};

/// What a tar is read with.
class TarVisitor {
 public:
  virtual ~TarVisitor() = default;
  virtual void begin(const TarMember& member, std::uint64_t offset) = 0;
  virtual void content(Bytes bytes) = 0;
  virtual void end() = 0;
};

/// Reads a whole tar once and gives its SHA-256. Throws Error (failed) that names the tar and the byte where
/// it is no tar of ours, and when a signal asks to stop.
std::string read_tar(ByteSource& source, TarVisitor& visitor);

}  // namespace pcrs::store
