// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_output.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/interrupt.hpp"

namespace pcrs::raster {

namespace {

constexpr std::uint64_t frame_bytes = leader_bytes + trailer_bytes;
constexpr std::uint64_t classic_limit_bytes = std::numeric_limits<std::uint32_t>::max();

BlockPlace place_at(std::uint64_t& at, std::size_t size) {
  const BlockPlace place{at + leader_bytes, static_cast<std::uint32_t>(size)};
  at += size + frame_bytes;
  return place;
}

}  // namespace

MemoryOutput::MemoryOutput(SeekableSink& sink, std::size_t levels, std::uint64_t ceiling_bytes)
    : blank_images(levels), m_sink(sink), m_ceiling_bytes(ceiling_bytes), m_blocks(levels) {}

void MemoryOutput::put(std::size_t level, EncodedBlock block) {
  m_blocks[level].push_back(std::move(block));
}

Bytes MemoryOutput::image_of(std::size_t level, const EncodedBlock& block) const {
  return block.blank ? Bytes(blank_images[level]) : Bytes(block.image);
}

std::uint64_t MemoryOutput::place_blocks(TiffFile& file, std::uint64_t at) const {
  for (std::size_t level = m_blocks.size(); level-- > 0;) {
    file.levels[level].image.clear();
    file.levels[level].mask.clear();
    for (const EncodedBlock& block : m_blocks[level]) {
      file.levels[level].image.push_back(place_at(at, image_of(level, block).size()));
      if (file.masked) file.levels[level].mask.push_back(place_at(at, block.mask.size()));
    }
  }
  return at;
}

std::uint64_t MemoryOutput::finish(TiffFile& file) {
  // The places decide the size of their numbers, which moves the places: a second round settles it.
  std::uint64_t size = place_blocks(file, 0);
  size = place_blocks(file, tiff_header(file).size());
  file.big = size > classic_limit_bytes;
  size = place_blocks(file, tiff_header(file).size());
  if (size > m_ceiling_bytes) return size;
  m_sink.write(tiff_header(file));
  std::vector<std::byte> row;
  for (std::size_t level = m_blocks.size(); level-- > 0;) {
    for (EncodedBlock& block : m_blocks[level]) {
      append_framed(row, image_of(level, block));
      if (file.masked) append_framed(row, block.mask);
      block = EncodedBlock{};
      if (row.size() < (std::size_t{1} << 20)) continue;
      interrupt::check();
      m_sink.write(row);
      row.clear();
    }
  }
  m_sink.write(row);
  return size;
}

StreamOutput::StreamOutput(SeekableSink& sink, TiffFile& file, std::size_t image_bound,
                           std::size_t mask_bound)
    : m_sink(sink),
      m_first_at(file.levels.size(), 0),
      m_images(file.levels.size()),
      m_masks(file.levels.size()) {
  const std::uint64_t block_bound = image_bound + frame_bytes + (file.masked ? mask_bound + frame_bytes : 0);
  std::uint64_t bound = 0;
  for (const TiffLevel& level : file.levels) bound += level.image.size() * block_bound;
  file.big = bound + (std::uint64_t{64} << 20) > classic_limit_bytes;
  m_end = tiff_header(file).size();
  for (std::size_t level = file.levels.size(); level-- > 1;) {
    m_first_at[level] = m_end;
    m_end += block_bound;
  }
  if (file.levels.size() == 1 && !file.masked && file.compression == Compression::none)
    write_header_first(file, image_bound);
}

void StreamOutput::write_header_first(TiffFile& file, std::size_t block_bytes) {
  std::uint64_t at = m_end;
  for (BlockPlace& place : file.levels[0].image) place = place_at(at, block_bytes);
  m_sink.write_at(0, tiff_header(file));
  m_header_written = true;
}

void StreamOutput::put(std::size_t level, EncodedBlock block) {
  const bool kept_place = level > 0 && m_images[level].empty();
  const std::uint64_t start = kept_place ? m_first_at[level] : m_end;
  std::uint64_t at = start;
  m_images[level].push_back(place_at(at, block.image.size()));
  if (!block.mask.empty()) m_masks[level].push_back(place_at(at, block.mask.size()));
  write_framed(start, block.image);
  if (!block.mask.empty()) write_framed(start + block.image.size() + frame_bytes, block.mask);
  if (!kept_place) m_end = at;
}

// Three writes and no copy of the block: an uncompressed dalle is 1.2 GB of them.
void StreamOutput::write_framed(std::uint64_t at, Bytes block) {
  const auto size = static_cast<std::uint32_t>(block.size());
  std::array<std::byte, trailer_bytes> trailer{};
  const Bytes last = block.last(std::min<std::size_t>(block.size(), trailer_bytes));
  std::copy(last.begin(), last.end(), trailer.begin());
  m_sink.write_at(at, std::as_bytes(std::span(&size, 1)));
  m_sink.write_at(at + leader_bytes, block);
  m_sink.write_at(at + leader_bytes + block.size(), trailer);
}

std::uint64_t StreamOutput::finish(TiffFile& file) {
  for (std::size_t level = 0; level < m_images.size(); ++level) {
    file.levels[level].image = m_images[level];
    file.levels[level].mask = m_masks[level];
  }
  if (!m_header_written) m_sink.write_at(0, tiff_header(file));
  return m_end;
}

}  // namespace pcrs::raster
