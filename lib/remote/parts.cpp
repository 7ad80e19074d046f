// SPDX-License-Identifier: Apache-2.0
#include "remote/parts.hpp"

#include <algorithm>
#include <chrono>
#include <semaphore>

#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace pcrs::remote {

namespace {

// Parts of 8 MiB: 48 MiB at most, whatever -j. More uploads at a time fill no line better.
constexpr std::ptrdiff_t rooms = 6;
std::counting_semaphore<rooms>& free_rooms() {
  static std::counting_semaphore<rooms> semaphore(rooms);
  return semaphore;
}

std::string md5_of(Bytes bytes) {
  store::Hasher md5(store::DigestKind::md5);
  md5.update(bytes);
  return md5.finish_hex();
}

}  // namespace

std::uint64_t part_bytes_for(std::uint64_t object_bytes, std::uint64_t usual, std::uint64_t most) {
  constexpr std::uint64_t step = 1 << 20;
  const std::uint64_t least = (object_bytes + most - 1) / most;
  return std::max(usual, (least + step - 1) / step * step);
}

PartRoom::PartRoom() {
  while (!free_rooms().try_acquire_for(std::chrono::milliseconds(200))) interrupt::check();
}

PartRoom::~PartRoom() {
  free_rooms().release();
}

Parts::Parts(ByteSource& source, std::uint64_t part_bytes)
    : m_source(source),
      m_part_bytes(part_bytes),
      m_buffer(std::make_unique_for_overwrite<std::byte[]>(
          static_cast<std::size_t>(std::min(part_bytes, source.size())))) {}

bool Parts::next() {
  if (m_begun && m_at >= m_source.size()) return false;
  m_begun = true;
  const auto wanted = static_cast<std::size_t>(std::min(m_part_bytes, m_source.size() - m_at));
  m_size = 0;
  while (m_size < wanted) {
    interrupt::check();
    const std::size_t piece = std::min<std::size_t>(wanted - m_size, 1 << 20);
    const std::size_t got = m_source.read_at(m_at + m_size, {m_buffer.get() + m_size, piece});
    if (got == 0) throw_failed(m_source.name(), "ended early: it was cut short while it was read");
    m_size += got;
  }
  m_at += m_size;
  m_whole.update(bytes());
  m_md5 = md5_of(bytes());
  m_md5s.push_back(m_md5);
  return true;
}

SourceDigests digest_source(ByteSource& source, std::uint64_t part_bytes) {
  store::Hasher whole, part(store::DigestKind::md5);
  std::vector<std::string> md5s;
  std::uint64_t left = part_bytes;
  read_through(source, [&](Bytes bytes) {
    whole.update(bytes);
    while (!bytes.empty()) {
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes.size()));
      part.update(bytes.first(piece));
      bytes = bytes.subspan(piece);
      left -= piece;
      if (left > 0) continue;
      md5s.push_back(part.finish_hex());
      left = part_bytes;
    }
  });
  if (left < part_bytes || md5s.empty()) md5s.push_back(part.finish_hex());
  return {whole.finish_hex(), std::move(md5s)};
}

std::string bytes_of_hex(std::string_view hex) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digits.find(hex[i]) * 16 + digits.find(hex[i + 1]));
  return bytes;
}

std::string s3_etag(const std::vector<std::string>& part_md5s, bool multipart) {
  if (!multipart) return part_md5s.front();
  std::string all;
  for (const std::string& md5 : part_md5s) all += bytes_of_hex(md5);
  return md5_of(as_bytes(all)) + "-" + std::to_string(part_md5s.size());
}

std::string slo_etag(const std::vector<std::string>& segment_md5s) {
  std::string all;
  for (const std::string& md5 : segment_md5s) all += md5;
  return md5_of(as_bytes(all));
}

}  // namespace pcrs::remote
