// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_layout.hpp"

#include <ogr_spatialref.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are in memory");

// TIFF 6.0 field types.
enum class Type : std::uint16_t {
  ascii = 2,
  u16 = 3,
  u32 = 4,
  rational = 5,
  undefined = 7,
  f64 = 12,
  u64 = 16
};

void append_bytes(std::vector<std::byte>& to, Bytes bytes) {
  const std::size_t at = to.size();
  to.resize(at + bytes.size());
  std::copy(bytes.begin(), bytes.end(), to.begin() + static_cast<std::ptrdiff_t>(at));
}

template <typename Number>
void append(std::vector<std::byte>& to, Number value) {
  append_bytes(to, std::as_bytes(std::span(&value, 1)));
}

void append_text(std::vector<std::byte>& to, std::string_view text) {
  append_bytes(to, as_bytes(text));
}

void pad_to_even(std::vector<std::byte>& bytes) {
  if (bytes.size() % 2 != 0) bytes.push_back(std::byte{0});
}

struct Field {
  std::uint16_t tag = 0;
  Type type = Type::u16;
  std::uint64_t count = 0;
  std::vector<std::byte> value;
  bool of_blocks = false;  ///< places and sizes of blocks stand together after all directories
};

class Directory {
 public:
  template <typename Number>
  void add(std::uint16_t tag, Type type, const std::vector<Number>& values, bool of_blocks = false) {
    Field field{tag, type, values.size(), {}, of_blocks};
    if (type == Type::rational) field.count /= 2;
    for (const Number value : values) append(field.value, value);
    m_fields.push_back(std::move(field));
  }
  void add_u16(std::uint16_t tag, int value) {
    add<std::uint16_t>(tag, Type::u16, {static_cast<std::uint16_t>(value)});
  }
  void add_u32(std::uint16_t tag, int value) {
    add<std::uint32_t>(tag, Type::u32, {static_cast<std::uint32_t>(value)});
  }
  void add_bytes(std::uint16_t tag, Type type, std::vector<std::byte> value) {
    const std::uint64_t count = value.size();
    m_fields.push_back({tag, type, count, std::move(value), false});
  }
  void add_text(std::uint16_t tag, const std::string& text) {
    if (text.empty()) return;
    std::vector<std::byte> value;
    append_text(value, text);
    value.push_back(std::byte{0});
    add_bytes(tag, Type::ascii, std::move(value));
  }
  const std::vector<Field>& fields() const { return m_fields; }

 private:
  std::vector<Field> m_fields;
};

// ---- what GeoTIFF says of the place

struct CrsNames {
  std::uint16_t epsg = 0;
  std::string projected;
  std::string geographic;
};

CrsNames names_of(const std::string& crs) {
  const std::uint16_t code =
      crs.starts_with("EPSG:") ? to_number<std::uint16_t>(crs.substr(5)).value_or(0) : 0;
  const GdalErrors errors;
  OGRSpatialReference reference;
  if (code == 0 || reference.importFromEPSG(code) != OGRERR_NONE || !reference.IsProjected() ||
      reference.GetLinearUnits() != 1.0)
    throw_failed("CRS " + crs, "is no EPSG code of a projected CRS in metres");
  const char* const geographic = reference.GetAttrValue("GEOGCS");
  return {code, reference.GetName() ? reference.GetName() : crs, geographic ? geographic : ""};
}

// One line of the GeoTIFF key directory: where its value stands (0: in `value` itself), how many, which.
struct GeoKey {
  std::uint16_t id, location, count, value;
};

std::vector<std::uint16_t> key_directory(std::span<const GeoKey> keys) {
  std::vector<std::uint16_t> words{1, 1, 0, static_cast<std::uint16_t>(keys.size())};  // version 1.1.0
  for (const GeoKey& key : keys) words.insert(words.end(), {key.id, key.location, key.count, key.value});
  return words;
}

void add_georeference(Directory& directory, const Geometry& geometry) {
  constexpr std::uint16_t model_projected = 1, pixel_is_area = 1, degree = 9102, metre = 9001, ascii = 34737;
  const CrsNames names = names_of(geometry.crs);
  const std::string text = names.projected + "|" + names.geographic + "|";
  const auto length = [](const std::string& name) { return static_cast<std::uint16_t>(name.size() + 1); };
  directory.add<double>(33550, Type::f64, {geometry.gsd_m, geometry.gsd_m, 0});
  directory.add<double>(33922, Type::f64, {0, 0, 0, geometry.west, geometry.north, 0});
  const std::array<GeoKey, 7> keys{{{1024, 0, 1, model_projected},
                                    {1025, 0, 1, pixel_is_area},
                                    {1026, ascii, length(names.projected), 0},
                                    {2049, ascii, length(names.geographic), length(names.projected)},
                                    {2054, 0, 1, degree},
                                    {3072, 0, 1, names.epsg},
                                    {3076, 0, 1, metre}}};
  directory.add<std::uint16_t>(34735, Type::u16, key_directory(keys));
  directory.add_text(34737, text);
}

// ---- directories

void add_places(Directory& directory, const std::vector<BlockPlace>& places, bool big) {
  std::vector<std::uint64_t> wide;
  std::vector<std::uint32_t> offsets, sizes;
  for (const BlockPlace& place : places) {
    wide.push_back(place.offset);
    offsets.push_back(static_cast<std::uint32_t>(place.offset));
    sizes.push_back(place.size_bytes);
  }
  if (big)
    directory.add(324, Type::u64, wide, true);
  else
    directory.add(324, Type::u32, offsets, true);
  directory.add(325, Type::u32, sizes, true);
}

int compression_code(Compression compression) {
  switch (compression) {
    case Compression::none:
      return 1;
    case Compression::deflate:
      return 8;
    case Compression::zstd:
      return 50000;
    case Compression::jpeg:
      break;
  }
  return 7;
}

void add_size(Directory& directory, const TiffLevel& level, int subfile_type) {
  if (subfile_type != 0) directory.add_u32(254, subfile_type);
  directory.add_u32(256, level.width);
  directory.add_u32(257, level.height);
}

Directory image_directory(const TiffFile& file, std::size_t index) {
  const TiffLevel& level = file.levels[index];
  const bool jpeg = file.compression == Compression::jpeg;
  const FileNotes notes = index == 0 ? file.notes : FileNotes{};
  Directory directory;
  add_size(directory, level, index == 0 ? 0 : 1);  // 1: reduced resolution
  directory.add<std::uint16_t>(258, Type::u16, {8, 8, 8});
  directory.add_u16(259, compression_code(file.compression));
  directory.add_u16(262, jpeg ? 6 : 2);  // YCbCr or RGB
  directory.add_text(270, notes.description);
  directory.add_u16(277, 3);
  directory.add_u16(284, 1);  // pixel-interleaved
  directory.add_text(306, notes.date_time);
  directory.add_text(315, notes.artist);
  if (!jpeg && file.compression != Compression::none) directory.add_u16(317, 2);  // horizontal differences
  directory.add_u16(322, file.block_px);
  directory.add_u16(323, file.block_px);
  add_places(directory, level.image, file.big);
  directory.add<std::uint16_t>(339, Type::u16, {1, 1, 1});  // unsigned
  if (jpeg) {
    directory.add_bytes(347, Type::undefined, level.jpeg_tables);
    directory.add<std::uint16_t>(530, Type::u16, {2, 2});
    directory.add<std::uint32_t>(532, Type::rational, {0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1});
  }
  directory.add_text(33432, notes.copyright);
  if (index == 0) add_georeference(directory, file.geometry);
  return directory;
}

Directory mask_directory(const TiffFile& file, std::size_t index) {
  const TiffLevel& level = file.levels[index];
  Directory directory;
  add_size(directory, level, index == 0 ? 4 : 5);  // 4: mask
  directory.add_u16(258, 1);
  directory.add_u16(259, compression_code(Compression::deflate));
  directory.add_u16(262, 4);  // transparency mask
  directory.add_u16(277, 1);
  directory.add_u16(284, 1);
  directory.add_u16(317, 1);
  directory.add_u16(322, file.block_px);
  directory.add_u16(323, file.block_px);
  add_places(directory, level.mask, file.big);
  directory.add_u16(339, 1);
  return directory;
}

// Full resolution, its mask, overviews, masks of the overviews.
std::vector<Directory> directories_of(const TiffFile& file) {
  std::vector<Directory> directories{image_directory(file, 0)};
  if (file.masked) directories.push_back(mask_directory(file, 0));
  for (std::size_t i = 1; i < file.levels.size(); ++i) directories.push_back(image_directory(file, i));
  for (std::size_t i = 1; file.masked && i < file.levels.size(); ++i)
    directories.push_back(mask_directory(file, i));
  return directories;
}

// ---- bytes

std::vector<std::byte> start_of_file(const TiffFile& file) {
  std::string ghost =
      "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
      "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";
  if (file.masked) ghost += "MASK_INTERLEAVED_WITH_IMAGERY=YES\n";
  ghost = "GDAL_STRUCTURAL_METADATA_SIZE=" + padded_text(static_cast<std::int64_t>(ghost.size()), 6) +
          " bytes\n" + ghost;
  const std::size_t ghost_at = file.big ? 16 : 8;
  const std::size_t first_directory = (ghost_at + ghost.size() + 1) / 2 * 2;
  std::vector<std::byte> bytes;
  append_text(bytes, file.big ? "II\x2B" : "II\x2A");
  bytes.push_back(std::byte{0});
  if (file.big) {
    append<std::uint16_t>(bytes, 8);
    append<std::uint16_t>(bytes, 0);
    append<std::uint64_t>(bytes, first_directory);
  } else {
    append<std::uint32_t>(bytes, static_cast<std::uint32_t>(first_directory));
  }
  append_text(bytes, ghost);
  pad_to_even(bytes);
  return bytes;
}

class HeaderWriter {
 public:
  HeaderWriter(const TiffFile& file, const std::vector<Directory>& directories)
      : m_big(file.big), m_bytes(start_of_file(file)) {
    std::uint64_t at = m_bytes.size();
    for (const Directory& directory : directories) at += size_of(directory);
    m_next_block_field = at;
    for (std::size_t i = 0; i < directories.size(); ++i) write(directories[i], i + 1 == directories.size());
    append_bytes(m_bytes, m_block_fields);
  }
  std::vector<std::byte> take() { return std::move(m_bytes); }

 private:
  std::size_t inline_bytes() const { return m_big ? 8 : 4; }
  bool is_inline(const Field& field) const { return field.value.size() <= inline_bytes(); }
  std::uint64_t entries_bytes(const Directory& directory) const {
    return (m_big ? 16 : 6) + directory.fields().size() * (m_big ? 20 : 12);
  }
  std::uint64_t size_of(const Directory& directory) const {
    std::uint64_t size = entries_bytes(directory);
    for (const Field& field : directory.fields())
      if (!is_inline(field) && !field.of_blocks) size += (field.value.size() + 1) / 2 * 2;
    return size;
  }
  void put(std::uint64_t value) {
    if (m_big)
      append(m_bytes, value);
    else
      append(m_bytes, static_cast<std::uint32_t>(value));
  }
  void write(const Directory& directory, bool last) {
    const std::uint64_t end = m_bytes.size() + size_of(directory);
    std::uint64_t values_at = m_bytes.size() + entries_bytes(directory);
    if (m_big)
      append<std::uint64_t>(m_bytes, directory.fields().size());
    else
      append(m_bytes, static_cast<std::uint16_t>(directory.fields().size()));
    for (const Field& field : directory.fields()) write_entry(field, values_at);
    put(last ? 0 : end);
    for (const Field& field : directory.fields()) {
      if (is_inline(field) || field.of_blocks) continue;
      append_bytes(m_bytes, field.value);
      pad_to_even(m_bytes);
    }
  }
  void write_entry(const Field& field, std::uint64_t& values_at) {
    append(m_bytes, field.tag);
    append(m_bytes, static_cast<std::uint16_t>(field.type));
    put(field.count);
    if (is_inline(field)) {
      append_bytes(m_bytes, field.value);
      m_bytes.resize(m_bytes.size() + inline_bytes() - field.value.size());
    } else if (field.of_blocks) {
      put(m_next_block_field + m_block_fields.size());
      append_bytes(m_block_fields, field.value);
    } else {
      put(values_at);
      values_at += (field.value.size() + 1) / 2 * 2;
    }
  }

  const bool m_big;
  std::vector<std::byte> m_bytes;
  std::vector<std::byte> m_block_fields;
  std::uint64_t m_next_block_field = 0;
};

}  // namespace

std::vector<std::byte> tiff_header(const TiffFile& file) {
  return HeaderWriter(file, directories_of(file)).take();
}

void append_framed(std::vector<std::byte>& to, Bytes block) {
  append(to, static_cast<std::uint32_t>(block.size()));
  append_bytes(to, block);
  const Bytes last = block.last(std::min<std::size_t>(block.size(), trailer_bytes));
  append_bytes(to, last);
  to.resize(to.size() + trailer_bytes - last.size());
}

}  // namespace pcrs::raster
