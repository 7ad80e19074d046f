// SPDX-License-Identifier: Apache-2.0
#include "store/digest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>

#include "base/error.hpp"
#include "store/file.hpp"

namespace pcrs::store {

namespace {

constexpr std::uint64_t drop_step_bytes = 64 << 20;

const EVP_MD* algorithm(DigestKind kind) {
  switch (kind) {
    case DigestKind::md5:
      return EVP_md5();
    case DigestKind::sha1:
      return EVP_sha1();
    case DigestKind::sha256:
      break;
  }
  return EVP_sha256();
}

}  // namespace

struct Hasher::State {
  EVP_MD_CTX* context = nullptr;
  const EVP_MD* md = nullptr;
  ~State() { EVP_MD_CTX_free(context); }
  void start() const {
    if (context == nullptr || EVP_DigestInit_ex(context, md, nullptr) != 1)
      throw_failed("digest", "OpenSSL cannot start it");
  }
};

Hasher::Hasher(DigestKind kind) : m_state(std::make_unique<State>()) {
  m_state->context = EVP_MD_CTX_new();
  m_state->md = algorithm(kind);
  m_state->start();
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(Bytes bytes) {
  if (EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) != 1)
    throw_failed("digest", "OpenSSL refused the data");
}

std::string Hasher::finish_hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(m_state->context, value.data(), &length) != 1)
    throw_failed("digest", "OpenSSL cannot finish it");
  m_state->start();
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) text += {hex[value[i] >> 4U], hex[value[i] & 15U]};
  return text;
}

std::string digest_file(const std::filesystem::path& path, DigestKind kind, DigestOptions options) {
  FileSource source(path);
  if (options.drop_cache_first) posix_fadvise(source.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  posix_fadvise(source.descriptor(), 0, 0, POSIX_FADV_SEQUENTIAL);
  Hasher hasher(kind);
  std::uint64_t end = 0;
  read_through(source, [&](Bytes bytes) {
    hasher.update(bytes);
    end += bytes.size();
    // All along, not at the end only: a dalle may be larger than what the cache can hold.
    if (options.drop_cache_after && end % drop_step_bytes == 0)
      posix_fadvise(source.descriptor(), 0, static_cast<off_t>(end), POSIX_FADV_DONTNEED);
  });
  if (options.drop_cache_after) posix_fadvise(source.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  return hasher.finish_hex();
}

std::string sha256_file(const std::filesystem::path& path, DigestOptions options) {
  return digest_file(path, DigestKind::sha256, options);
}

std::string sha256_source(ByteSource& source) {
  Hasher hasher;
  read_through(source, [&](Bytes bytes) { hasher.update(bytes); });
  return hasher.finish_hex();
}

std::string copy_hashing(ByteSource& source, ByteSink& sink) {
  HashingSink hashing(sink);
  read_through(source, [&](Bytes bytes) { hashing.write(bytes); });
  return hashing.finish_hex();
}

std::string sha256_text(std::string_view text) {
  Hasher hasher;
  hasher.update(as_bytes(text));
  return hasher.finish_hex();
}

}  // namespace pcrs::store
