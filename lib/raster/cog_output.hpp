// SPDX-License-Identifier: Apache-2.0
// Where encoded blocks wait or go, and how the file is put together.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "raster/cog_layout.hpp"

namespace pcrs::raster {

struct EncodedBlock {
  std::vector<std::byte> image;
  std::vector<std::byte> mask;  ///< empty when the source has none
  bool blank = false;           ///< no valid pixel; JPEG: `image` is then of the level, not of the block
};

/// Takes the blocks of each level row by row, levels in any mixture.
class CogOutput {
 public:
  virtual ~CogOutput() = default;
  virtual void put(std::size_t level, EncodedBlock block) = 0;
  /// Completes the file; `file.masked` false drops the mask. Returns the size of the file.
  virtual std::uint64_t finish(TiffFile& file) = 0;
};

/// Keeps every block in memory and writes the file in one go: smallest overview first, full resolution last.
/// Nothing is written when the file would be larger than `ceiling_bytes`. A blank block is
/// `blank_images[level]`, which may be set until finish().
class MemoryOutput : public CogOutput {
 public:
  MemoryOutput(SeekableSink& sink, std::size_t levels, std::uint64_t ceiling_bytes);
  void put(std::size_t level, EncodedBlock block) override;
  std::uint64_t finish(TiffFile& file) override;
  std::vector<std::vector<std::byte>> blank_images;

 private:
  Bytes image_of(std::size_t level, const EncodedBlock& block) const;
  std::uint64_t place_blocks(TiffFile& file, std::uint64_t at) const;

  SeekableSink& m_sink;
  const std::uint64_t m_ceiling_bytes;
  std::vector<std::vector<EncodedBlock>> m_blocks;
};

/// Writes every block when it comes, for files too large to wait in memory. COG readers and the validator
/// want the first blocks of the levels in the order smallest … full resolution, so room for the first block
/// of each overview, at the size that it cannot exceed, is kept before the full resolution: what is lost is
/// less than one uncompressed block a level (2.4 MB in 900 MB). The other blocks follow in the order in
/// which they are made. A mask that turns out to be all valid leaves its few bytes a block unused.
///
/// Where every block's size is known beforehand (one level, uncompressed, no mask) the file is written front
/// to back.
class StreamOutput : public CogOutput {
 public:
  /// `file` gives the levels and their numbers of blocks; `image_bound` and `mask_bound` what one takes at
  /// most. Chooses `file.big`.
  StreamOutput(SeekableSink& sink, TiffFile& file, std::size_t image_bound, std::size_t mask_bound);
  void put(std::size_t level, EncodedBlock block) override;
  std::uint64_t finish(TiffFile& file) override;

 private:
  void write_header_first(TiffFile& file, std::size_t block_bytes);
  void write_framed(std::uint64_t at, Bytes block);

  SeekableSink& m_sink;
  std::vector<std::uint64_t> m_first_at;  ///< place kept for the first block of each overview
  std::vector<std::vector<BlockPlace>> m_images, m_masks;
  std::uint64_t m_end = 0;
  bool m_header_written = false;
};

}  // namespace pcrs::raster
