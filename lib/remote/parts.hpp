// SPDX-License-Identifier: Apache-2.0
// A source cut into the parts of an upload: each is held in memory, digested, then sent.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "store/digest.hpp"

namespace pcrs::remote {

/// The size of the parts of an object: `usual`, or more (whole MiB) where they would be more than `most`.
std::uint64_t part_bytes_for(std::uint64_t object_bytes, std::uint64_t usual, std::uint64_t most);

/// The right to hold one part in memory. All uploads of a process share a few, whatever the threads; waiting
/// ends with a signal.
class PartRoom {
 public:
  PartRoom();
  ~PartRoom();
  PartRoom(const PartRoom&) = delete;
  PartRoom& operator=(const PartRoom&) = delete;
};

class Parts {
 public:
  Parts(ByteSource& source, std::uint64_t part_bytes);

  /// Reads the next part; false when all are read. An empty source has one empty part.
  bool next();
  Bytes bytes() const { return {m_buffer.get(), m_size}; }
  const std::string& md5() const { return m_md5; }  ///< hex, of this part
  bool is_last() const { return m_at == m_source.size(); }
  bool single() const { return m_source.size() <= m_part_bytes; }
  /// Of all that was read.
  std::string sha256() { return m_whole.finish_hex(); }
  const std::vector<std::string>& md5s() const { return m_md5s; }

 private:
  ByteSource& m_source;
  const std::uint64_t m_part_bytes;
  PartRoom m_room;
  std::unique_ptr<std::byte[]> m_buffer;
  std::size_t m_size = 0;
  std::uint64_t m_at = 0;
  bool m_begun = false;
  store::Hasher m_whole;
  std::string m_md5;
  std::vector<std::string> m_md5s;
};

struct SourceDigests {
  std::string sha256;             ///< of all
  std::vector<std::string> md5s;  ///< of parts of a size; one of an empty source
};
/// Reads all of a source as it would be cut, and holds none of it.
SourceDigests digest_source(ByteSource& source, std::uint64_t part_bytes);

/// The ETag that S3 gives an object: of one PUT its MD5, of N parts the MD5 of their MD5s and `-N`.
std::string s3_etag(const std::vector<std::string>& part_md5s, bool multipart);
/// That of a Swift object of segments: the MD5 of their hexadecimal MD5s.
std::string slo_etag(const std::vector<std::string>& segment_md5s);
/// Hex, as in FORMAT.md, turned into the bytes that it stands for.
std::string bytes_of_hex(std::string_view hex);

}  // namespace pcrs::remote
