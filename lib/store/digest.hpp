// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace pcrs::store {

enum class DigestKind { md5, sha1, sha256 };

/// A running digest (OpenSSL's EVP: SHA-NI where the processor has it).
class Hasher {
 public:
  explicit Hasher(DigestKind kind = DigestKind::sha256);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(Bytes bytes);
  /// Lower-case hex; the hasher starts afresh.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Passes bytes on to `next` and digests them on the way: one write feeds a file and its SHA-256.
class HashingSink : public ByteSink {
 public:
  explicit HashingSink(ByteSink& next) : m_next(next) {}
  void write(Bytes bytes) override {
    m_hasher.update(bytes);
    m_next.write(bytes);
    m_size += bytes.size();
  }
  std::string finish_hex() { return m_hasher.finish_hex(); }
  std::uint64_t size_bytes() const { return m_size; }

 private:
  ByteSink& m_next;
  Hasher m_hasher;
  std::uint64_t m_size = 0;
};

struct DigestOptions {
  bool drop_cache_first = false;  ///< forget what the page cache holds, so that the medium is really read
  bool drop_cache_after = false;  ///< be polite: a scrub must not evict what others use
};

/// SHA-256 (lower-case hex) of a whole file, read once in order. Throws Error (failed).
std::string sha256_file(const std::filesystem::path& path, DigestOptions options = {});
std::string digest_file(const std::filesystem::path& path, DigestKind kind, DigestOptions options = {});
std::string sha256_source(ByteSource& source);
/// Copies all of `source` and returns the SHA-256 of what went by.
std::string copy_hashing(ByteSource& source, ByteSink& sink);
std::string sha256_text(std::string_view text);

}  // namespace pcrs::store
