// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.hpp"
#include "store/tar.hpp"

namespace pcrs::store {

namespace {
// Small members gather up to this much; larger pieces go by without being copied.
constexpr std::size_t buffer_bytes = std::size_t{1} << 18U;
}  // namespace

TarWriter::TarWriter(ByteSink& sink) : m_sink(sink) {
  m_buffer.reserve(buffer_bytes);
}

std::uint64_t TarWriter::begin(const TarMember& member) {
  if (m_left > 0) throw_failed(member.path, "a member before it was left unfinished");
  put(as_bytes(tar_header(member)));
  m_left = member.kind == TarKind::file ? member.size_bytes : 0;
  m_padding = (tar_block_bytes - m_left % tar_block_bytes) % tar_block_bytes;
  return m_size;
}

void TarWriter::write(Bytes bytes) {
  if (bytes.size() > m_left) throw_failed("tar", "a member got more bytes than its header says");
  put(bytes);
  m_left -= bytes.size();
  if (m_left > 0) return;
  const std::vector<std::byte> zeros(static_cast<std::size_t>(m_padding));
  put(zeros);
  m_padding = 0;
}

void TarWriter::fill() {
  const std::vector<std::byte> zeros(static_cast<std::size_t>(std::min<std::uint64_t>(m_left, buffer_bytes)));
  while (m_left > 0)
    write(Bytes(zeros).first(static_cast<std::size_t>(std::min<std::uint64_t>(m_left, zeros.size()))));
}

std::string TarWriter::finish() {
  if (m_left > 0) throw_failed("tar", "its last member was left unfinished");
  const std::vector<std::byte> zeros(tar_end_bytes);
  put(zeros);
  flush();
  return m_hasher.finish_hex();
}

void TarWriter::put(Bytes bytes) {
  m_size += bytes.size();
  if (m_buffer.size() + bytes.size() > buffer_bytes) flush();
  if (bytes.size() >= buffer_bytes / 2) {
    flush();
    m_hasher.update(bytes);
    m_sink.write(bytes);
  } else {
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
  }
}

void TarWriter::flush() {
  if (m_buffer.empty()) return;
  m_hasher.update(m_buffer);
  m_sink.write(m_buffer);
  m_buffer.clear();
}

}  // namespace pcrs::store
