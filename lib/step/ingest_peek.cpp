// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_peek.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace pcrs::step::ingest {

namespace {

constexpr std::uint64_t most_entries = 4096;

enum Tag : std::uint64_t {
  bits_per_sample = 258,
  samples_per_pixel = 277,
  sample_format = 339,
  pixel_scale = 33550,
  transformation = 34264
};

// Numbers of a TIFF in its own byte order.
class Reader {
 public:
  Reader(ByteSource& file, bool little) : m_file(file), m_little(little) {}

  std::optional<std::vector<std::byte>> bytes(std::uint64_t offset, std::uint64_t count) {
    if (offset > m_file.size() || count > m_file.size() - offset) return std::nullopt;
    std::vector<std::byte> result(count);
    if (m_file.read_at(offset, result) != count) return std::nullopt;
    return result;
  }
  std::uint64_t number(Bytes bytes, std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t from = m_little ? width - 1 - i : i;
      value = (value << 8U) | std::to_integer<std::uint64_t>(bytes[at + from]);
    }
    return value;
  }
  std::optional<std::uint64_t> number_at(std::uint64_t offset, std::size_t width) {
    const auto read = bytes(offset, width);
    if (!read) return std::nullopt;
    return number(*read, 0, width);
  }

 private:
  ByteSource& m_file;
  const bool m_little;
};

// Widths of the fields of a directory: classic TIFF or BigTIFF.
struct Form {
  std::size_t count_width, offset_width;
  std::size_t entry_bytes() const { return 4 + 2 * offset_width; }
};

std::uint64_t first_short(Reader& reader, Bytes entry, const Form& form) {
  const std::uint64_t count = reader.number(entry, 4, form.offset_width);
  const std::size_t value_at = 4 + form.offset_width;
  if (count * 2 <= form.offset_width) return reader.number(entry, value_at, 2);
  return reader.number_at(reader.number(entry, value_at, form.offset_width), 2).value_or(0);
}

std::optional<RasterPeek> peek_directory(Reader& reader, std::uint64_t offset, const Form& form) {
  const auto count = reader.number_at(offset, form.count_width);
  if (!count || *count == 0 || *count > most_entries) return std::nullopt;
  const auto entries = reader.bytes(offset + form.count_width, *count * form.entry_bytes());
  if (!entries) return std::nullopt;
  RasterPeek peek;
  std::uint64_t samples = 1, bits = 1, format = 1;
  for (std::size_t i = 0; i < *count; ++i) {
    const Bytes entry = Bytes(*entries).subspan(i * form.entry_bytes(), form.entry_bytes());
    const std::uint64_t tag = reader.number(entry, 0, 2);
    if (tag == samples_per_pixel) samples = first_short(reader, entry, form);
    if (tag == bits_per_sample) bits = first_short(reader, entry, form);
    if (tag == sample_format) format = first_short(reader, entry, form);
    if (tag == pixel_scale || tag == transformation) peek.georeferenced = true;
  }
  peek.picture = samples >= 3 && (bits == 8 || bits == 16) && format == 1;
  return peek;
}

}  // namespace

std::optional<RasterPeek> peek_tiff(ByteSource& file) {
  std::array<std::byte, 4> head{};
  if (file.read_at(0, head) != head.size()) return std::nullopt;
  const std::string_view order = as_text(Bytes(head).first(2));
  if (order != "II" && order != "MM") return std::nullopt;
  Reader reader(file, order == "II");
  const std::uint64_t version = reader.number(head, 2, 2);
  if (version != 42 && version != 43) return std::nullopt;
  const Form form = version == 42 ? Form{2, 4} : Form{8, 8};
  const auto directory = reader.number_at(version == 42 ? 4 : 8, form.offset_width);
  if (!directory) return std::nullopt;
  return peek_directory(reader, *directory, form);
}

}  // namespace pcrs::step::ingest
