// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/bytes.hpp"

namespace pcrs::store {

/// A file compressed (zstd) before its size is known: into a spool on disk that has no name and goes with
/// the process. Holds a megabyte or two whatever the file.
class ZstdSpool {
 public:
  /// Throws Error (failed) when no file can be made in `folder`.
  explicit ZstdSpool(std::filesystem::path folder);
  ~ZstdSpool();
  ZstdSpool(const ZstdSpool&) = delete;
  ZstdSpool& operator=(const ZstdSpool&) = delete;
  /// Compresses all that `read` gives, until it gives nothing.
  void take(const std::function<std::size_t(std::span<std::byte>)>& read);
  std::uint64_t size_bytes() const { return m_size; }
  void give(const std::function<void(Bytes)>& to) const;

 private:
  void put(Bytes bytes);
  std::filesystem::path m_folder;
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
};

/// Hands what `source` holds from `offset` on, `size_bytes` of one zstd frame, decompressed to `to`.
/// Throws Error (failed) when it is none.
void unzstd(ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
            const std::function<void(Bytes)>& to);

}  // namespace pcrs::store
