// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "store/tar.hpp"

namespace pcrs::store {

namespace {

constexpr std::size_t name_bytes = 100;
constexpr std::uint64_t most_octal_11 = 077777777777;  // 8 GiB - 1, and a time in 2242
constexpr std::int64_t second_ns = 1'000'000'000;

struct Field {
  std::size_t at, bytes;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, uid_field{108, 8}, gid_field{116, 8},
    size_field{124, 12}, mtime_field{136, 12}, sum_field{148, 8}, target_field{157, 100}, magic_field{257, 8};

void put_text(std::string& block, Field field, std::string_view text) {
  const std::string_view cut = text.substr(0, field.bytes);
  block.replace(field.at, cut.size(), cut);
}

void put_octal(std::string& block, Field field, std::uint64_t value) {
  std::string digits(field.bytes - 1, '0');
  for (std::size_t i = digits.size(); i-- > 0 && value > 0; value >>= 3U)
    digits[i] = static_cast<char>('0' + (value & 7U));
  put_text(block, field, digits);
}

bool plain(std::string_view name) {
  return name.size() <= name_bytes && std::all_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
         });
}

// The length of a record counts its own digits.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
  std::size_t length = rest.size() + 1;
  while (rest.size() + std::to_string(length).size() != length)
    length = rest.size() + std::to_string(length).size();
  return std::to_string(length) + rest;
}

// Times before 1970 too: `-1.5` is a second and a half before.
std::string time_text(std::int64_t mtime_ns) {
  const std::int64_t seconds = mtime_ns / second_ns, rest = mtime_ns % second_ns;
  std::string text = (mtime_ns < 0 ? "-" : "") + std::to_string(std::abs(seconds));
  if (rest != 0) text += "." + padded_text(std::abs(rest), 9);
  return text;
}

std::string stored_name(const TarMember& member) {
  return member.kind == TarKind::folder ? member.path + "/" : member.path;
}

std::string pax_records(const TarMember& member) {
  std::string records;
  const std::string name = stored_name(member);
  if (!plain(name)) records += pax_record("path", name);
  if (!plain(member.target)) records += pax_record("linkpath", member.target);
  if (member.size_bytes > most_octal_11) records += pax_record("size", std::to_string(member.size_bytes));
  const bool fits = member.mtime_ns >= 0 && member.mtime_ns % second_ns == 0 &&
                    static_cast<std::uint64_t>(member.mtime_ns / second_ns) <= most_octal_11;
  if (!fits) records += pax_record("mtime", time_text(member.mtime_ns));
  return records;
}

std::string block_of(const TarMember& member, std::string_view name, char kind, std::uint64_t size_bytes) {
  std::string block(tar_block_bytes, '\0');
  const std::int64_t seconds = std::max<std::int64_t>(member.mtime_ns / second_ns, 0);
  put_text(block, name_field, name);
  put_octal(block, mode_field, member.mode & 07777U);
  put_octal(block, uid_field, 0);
  put_octal(block, gid_field, 0);
  put_octal(block, size_field, size_bytes <= most_octal_11 ? size_bytes : 0);
  put_octal(block, mtime_field, std::min(static_cast<std::uint64_t>(seconds), most_octal_11));
  block[156] = kind;
  put_text(block, target_field, member.target);
  put_text(block, magic_field, std::string_view("ustar\00000", 8));
  block.replace(sum_field.at, sum_field.bytes, sum_field.bytes, ' ');
  std::uint64_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put_octal(block, {sum_field.at, 7}, sum);
  block[sum_field.at + 6] = '\0';
  return block;
}

}  // namespace

std::string tar_header(const TarMember& member) {
  const std::string records = pax_records(member);
  std::string header;
  if (!records.empty()) {
    TarMember pax = member;
    pax.target.clear();
    header = block_of(pax, "PaxHeaders/x", 'x', records.size()) + records;
    header.resize((header.size() + tar_block_bytes - 1) / tar_block_bytes * tar_block_bytes, '\0');
  }
  return header + block_of(member, stored_name(member), static_cast<char>(member.kind),
                           member.kind == TarKind::file ? member.size_bytes : 0);
}

std::uint64_t tar_member_bytes(const TarMember& member) {
  const std::uint64_t blocks = (member.size_bytes + tar_block_bytes - 1) / tar_block_bytes;
  return tar_header(member).size() + blocks * tar_block_bytes;
}

}  // namespace pcrs::store
