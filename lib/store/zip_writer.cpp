// SPDX-License-Identifier: Apache-2.0
#include "store/zip_writer.hpp"

#include <array>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::store {

namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xEDB88320U ^ value >> 1U : value >> 1U;
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> crc_table = make_crc_table();

std::uint32_t crc_of(std::uint32_t crc, Bytes bytes) {
  crc = ~crc;
  for (const std::byte byte : bytes)
    crc = crc_table[(crc ^ std::to_integer<std::uint32_t>(byte)) & 255U] ^ crc >> 8U;
  return ~crc;
}

void put_number(std::vector<std::byte>& to, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8U) to.push_back(static_cast<std::byte>(value & 255U));
}

}  // namespace

ZipWriter::ZipWriter(SeekableSink& sink, UnixTime time) : m_sink(sink) {
  const std::string text = utc_text(time);  // 2026-03-14T02:07:09Z
  const auto part = [&](std::size_t at, std::size_t size) {
    return to_number<unsigned>(std::string_view(text).substr(at, size)).value_or(0);
  };
  m_date = static_cast<std::uint16_t>((part(0, 4) - 1980) << 9U | part(5, 2) << 5U | part(8, 2));
  m_time = static_cast<std::uint16_t>(part(11, 2) << 11U | part(14, 2) << 5U | part(17, 2) / 2);
}

void ZipWriter::put(Bytes bytes) {
  if (m_at + bytes.size() > std::numeric_limits<std::uint32_t>::max())
    throw_failed("zip", "would hold more than 4 GB");
  m_sink.write_at(m_at, bytes);
  m_at += bytes.size();
}

std::vector<std::byte> ZipWriter::header(const Entry& entry, bool central) const {
  std::vector<std::byte> bytes;
  put_number(bytes, central ? 0x02014b50 : 0x04034b50, 4);
  if (central) put_number(bytes, 3U << 8U | 20U, 2);  // made on Unix, by version 2.0
  put_number(bytes, 20, 2);
  put_number(bytes, 1U << 11U, 2);  // names in UTF-8
  put_number(bytes, 0, 2);          // stored
  put_number(bytes, m_time, 2);
  put_number(bytes, m_date, 2);
  put_number(bytes, entry.crc, 4);
  put_number(bytes, entry.size, 4);
  put_number(bytes, entry.size, 4);
  put_number(bytes, static_cast<std::uint32_t>(entry.name.size()), 2);
  put_number(bytes, 0, 2);
  if (central) {
    for (int i = 0; i < 3; ++i) put_number(bytes, 0, 2);  // comment, disk, attributes
    put_number(bytes, 0100644U << 16U, 4);
    put_number(bytes, entry.at, 4);
  }
  const Bytes name = as_bytes(entry.name);
  bytes.insert(bytes.end(), name.begin(), name.end());
  return bytes;
}

void ZipWriter::begin(const std::string& name) {
  end_entry();
  m_entries.push_back({name, static_cast<std::uint32_t>(m_at), 0, 0});
  put(header(m_entries.back(), false));
  m_open = true;
}

void ZipWriter::write(Bytes bytes) {
  Entry& entry = m_entries.back();
  put(bytes);
  entry.crc = crc_of(entry.crc, bytes);
  entry.size += static_cast<std::uint32_t>(bytes.size());
}

void ZipWriter::add(const std::string& name, std::string_view text) {
  begin(name);
  write(as_bytes(text));
}

// Now that size and sum are known, they are written where they belong.
void ZipWriter::end_entry() {
  if (!m_open) return;
  m_open = false;
  m_sink.write_at(m_entries.back().at, header(m_entries.back(), false));
}

void ZipWriter::finish() {
  end_entry();
  const auto start = static_cast<std::uint32_t>(m_at);
  for (const Entry& entry : m_entries) put(header(entry, true));
  std::vector<std::byte> end;
  put_number(end, 0x06054b50, 4);
  put_number(end, 0, 4);
  for (int i = 0; i < 2; ++i) put_number(end, static_cast<std::uint32_t>(m_entries.size()), 2);
  put_number(end, static_cast<std::uint32_t>(m_at) - start, 4);
  put_number(end, start, 4);
  put_number(end, 0, 2);
  put(end);
}

}  // namespace pcrs::store
