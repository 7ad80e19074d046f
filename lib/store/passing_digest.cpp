// SPDX-License-Identifier: Apache-2.0
#include "store/passing_digest.hpp"

#include <algorithm>

#include "base/interrupt.hpp"

namespace pcrs::store {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{256}
                                    << 10;  // stays in the nearer caches until it is digested

}  // namespace

FollowingDigest::FollowingDigest(const std::filesystem::path& path) : m_source(path), m_buffer(chunk_bytes) {}

void FollowingDigest::follow(double share) {
  read_to(static_cast<std::uint64_t>(share * static_cast<double>(m_source.size())));
}

std::string FollowingDigest::finish_hex() {
  // To the true end, not to the size of before: a file that has grown is another one.
  while (true) {
    const std::uint64_t before = m_at;
    read_to(m_at + chunk_bytes);
    if (m_at == before) return m_hasher.finish_hex();
  }
}

void FollowingDigest::read_to(std::uint64_t end) {
  while (m_at < end) {
    interrupt::check();
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(end - m_at, m_buffer.size()));
    const std::size_t got = m_source.read_at(m_at, std::span(m_buffer).first(wanted));
    if (got == 0) return;
    m_hasher.update(Bytes(m_buffer).first(got));
    m_at += got;
  }
}

void SequentialDigest::write(Bytes bytes) {
  if (m_in_order) m_hasher.update(bytes);
  m_at += bytes.size();
  m_next.write(bytes);
}

void SequentialDigest::write_at(std::uint64_t offset, Bytes bytes) {
  m_in_order = m_in_order && offset == m_at;
  if (m_in_order) m_hasher.update(bytes);
  m_at = std::max(m_at, offset + bytes.size());
  m_next.write_at(offset, bytes);
}

std::optional<std::string> SequentialDigest::finish_hex() {
  if (!m_in_order) return std::nullopt;
  return m_hasher.finish_hex();
}

}  // namespace pcrs::store
