// SPDX-License-Identifier: Apache-2.0
// Where the blocks of a JPEG COG lie, so that one can be served as it is: its bytes with a JPEG header around
// them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "raster/cog_layout.hpp"

namespace pcrs::raster {

struct CogIndex {
  int block_px = 0;
  /// Full resolution first, then the overviews from large to small, each with its mask where there is one.
  std::vector<TiffLevel> levels;
  std::size_t size_bytes() const;  ///< of memory
  /// The level of that width; nothing when there is none.
  const TiffLevel* level_of_width(int width) const;
};

/// Reads the directories of a file of JPEG blocks in YCbCr (others: Error, failed, naming `name`). The
/// descriptor stays the caller's.
CogIndex read_cog_index(int descriptor, const std::string& name);

/// True for bytes that begin as a JPEG does.
bool is_jpeg(Bytes bytes);
/// A whole JPEG (JFIF) of a block and its level's tables; entropy-coded bytes are not touched. Throws Error
/// (failed) when the block is no JPEG.
std::string whole_jpeg(Bytes tables, Bytes block);

/// What a mask block says of its pixels (one bit each, 1: valid, a zlib stream).
enum class Coverage { none, some, all };
Coverage coverage_of(Bytes mask_block, int block_px);

}  // namespace pcrs::raster
