// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "store/tar.hpp"

namespace pcrs::store {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
// A name has 4096 bytes at most: a pax header beyond this is none of ours.
constexpr std::uint64_t most_pax_bytes = 1 << 16;

class Reader {
 public:
  Reader(ByteSource& source, TarVisitor& visitor)
      : m_source(source), m_visitor(visitor), m_buffer(chunk_bytes) {}

  std::string read() {
    while (std::optional<TarMember> member = next()) {
      m_visitor.begin(*member, m_at);
      for (std::uint64_t left = member->size_bytes; left > 0;) {
        interrupt::check();
        const Bytes bytes = take(left);
        m_visitor.content(bytes);
        left -= bytes.size();
      }
      skip_padding(member->size_bytes);
      m_visitor.end();
    }
    if (m_start != m_end || m_source.read_at(m_at, m_buffer) > 0)
      fault("more follows after the end of the tar");
    return m_hasher.finish_hex();
  }

 private:
  [[noreturn]] void fault(const std::string& what) const {
    throw_failed(m_source.name(), what + " at byte " + std::to_string(m_at) + ": the tar is damaged");
  }

  // Up to `wanted` bytes, at least one.
  Bytes take(std::uint64_t wanted) {
    if (m_start == m_end) {
      m_start = 0;
      m_end = m_source.read_at(m_at, m_buffer);
      if (m_end == 0) fault("it ends too early,");
      m_hasher.update(Bytes(m_buffer).first(m_end));
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, m_end - m_start));
    const Bytes bytes = Bytes(m_buffer).subspan(m_start, count);
    m_start += count;
    m_at += count;
    return bytes;
  }

  std::string text(std::uint64_t size) {
    std::string result;
    while (result.size() < size) result += as_text(take(size - result.size()));
    return result;
  }

  void skip_padding(std::uint64_t size) {
    const std::string padding = text((tar_block_bytes - size % tar_block_bytes) % tar_block_bytes);
    if (padding.find_first_not_of('\0') != std::string::npos) fault("a padding is not zero");
  }

  std::uint64_t octal(std::string_view block, std::size_t at, std::size_t size) const {
    const std::string_view field = block.substr(at, size);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size() - 1, value, 8);
    if (error != std::errc{}) fault("a header is unreadable");
    return value;
  }

  static std::string name_in(std::string_view block, std::size_t at) {
    const std::string_view field = block.substr(at, 100);
    return std::string(field.substr(0, field.find('\0')));
  }

  void check_sum(std::string_view block) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i)
      sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(block[i]);
    if (block.substr(257, 5) != "ustar" || octal(block, 148, 7) != sum) fault("no header of a member stands");
  }

  // The next member; nothing after the last.
  std::optional<TarMember> next() {
    std::string block = text(tar_block_bytes), records;
    if (block.find_first_not_of('\0') == std::string::npos) {
      if (text(tar_block_bytes).find_first_not_of('\0') != std::string::npos)
        fault("a single zero block stands");
      return std::nullopt;
    }
    check_sum(block);
    if (block[156] == 'x') {
      const std::uint64_t size = octal(block, 124, 12);
      if (size > most_pax_bytes) fault("a pax header is too long");
      records = text(size);
      skip_padding(size);
      block = text(tar_block_bytes);
      check_sum(block);
    }
    return member_of(block, records);
  }

  TarMember member_of(std::string_view block, std::string_view records) const {
    TarMember member;
    member.path = name_in(block, 0);
    member.target = name_in(block, 157);
    member.mode = static_cast<unsigned>(octal(block, 100, 8));
    member.size_bytes = octal(block, 124, 12);
    member.mtime_ns = static_cast<std::int64_t>(octal(block, 136, 12)) * 1'000'000'000;
    if (block[156] != '0' && block[156] != '2' && block[156] != '5') fault("a member of another kind stands");
    member.kind = static_cast<TarKind>(block[156]);
    while (!records.empty()) apply(member, records);
    if (member.kind == TarKind::folder && member.path.ends_with('/')) member.path.pop_back();
    return member;
  }

  // `LENGTH KEY=VALUE\n`
  void apply(TarMember& member, std::string_view& records) const {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc{} || length > records.size() || length < digits + 3)
      fault("a pax header is unreadable");
    const std::string_view record = records.substr(digits + 1, length - digits - 2);
    records.remove_prefix(length);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) fault("a pax header is unreadable");
    const std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);
    if (key == "path") member.path = value;
    if (key == "linkpath") member.target = value;
    if (key == "size") member.size_bytes = to_number<std::uint64_t>(value).value_or(0);
    if (key == "mtime") member.mtime_ns = time_ns(value);
  }

  std::int64_t time_ns(std::string_view text) const {
    const auto point = std::min(text.find('.'), text.size());
    const auto seconds = to_number<std::int64_t>(text.substr(0, point));
    std::string decimals(text.substr(std::min(point + 1, text.size())));
    decimals.resize(9, '0');
    const auto rest = to_number<std::int64_t>(decimals);
    if (!seconds || !rest) fault("a time is unreadable");
    return *seconds * 1'000'000'000 + (text.starts_with('-') ? -*rest : *rest);
  }

  ByteSource& m_source;
  TarVisitor& m_visitor;
  Hasher m_hasher;
  std::vector<std::byte> m_buffer;
  std::size_t m_start = 0, m_end = 0;
  std::uint64_t m_at = 0;
};

}  // namespace

std::string read_tar(ByteSource& source, TarVisitor& visitor) {
  return Reader(source, visitor).read();
}

}  // namespace pcrs::store
