// SPDX-License-Identifier: Apache-2.0
#include "remote/payload.hpp"

#include "base/error.hpp"

namespace pcrs::remote {

Payload::Payload(ByteSource& source, std::function<void(const std::string&)> require)
    : m_source(source), m_require(std::move(require)) {
  if (size() == 0) finish();
}

void Payload::finish() {
  m_require(m_sha256.finish_hex());
  m_md5 = m_running_md5.finish_hex();
}

std::size_t Payload::read_at(std::uint64_t offset, std::span<std::byte> into) {
  if (offset == 0) {
    m_sha256 = store::Hasher();
    m_running_md5 = store::Hasher(store::DigestKind::md5);
    m_at = 0;
  }
  if (offset != m_at) throw_failed(name(), "is not read in order");
  const std::size_t got = m_source.read_at(offset, into);
  if (got == 0 && !into.empty()) throw_failed(name(), "ended early: it was cut short while it was read");
  m_sha256.update(into.first(got));
  m_running_md5.update(into.first(got));
  m_at += got;
  if (m_at == size()) finish();
  return got;
}

}  // namespace pcrs::remote
