// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "raster/tiff_handle.hpp"

namespace pcrs::raster {

/// A TIFF whose pixels stand in the file as they are: RGB 8 bit, interleaved, not compressed, in strips or
/// tiles. They go from the page cache straight to where they are wanted; GDAL would take them strip by strip
/// through its block cache, each band apart.
class PlainTiff {
 public:
  /// Null when the file is anything else, or when its pixels do not all lie within it: GDAL then reads what
  /// there is, or says what is wrong.
  static std::unique_ptr<PlainTiff> open(const std::string& path, int width, int height);
  /// A window of the image as it is stored. Throws Error (failed) naming the file.
  void read(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride);

 private:
  PlainTiff(TiffPtr tiff, std::string path, int width, int height);
  bool is_plain() const;
  bool find_block_size();
  bool find_blocks();
  std::uint64_t offset_of(int row, int column) const;

  TiffPtr m_tiff;
  const std::string m_path;
  const int m_width, m_height;
  int m_block_width = 0, m_block_height = 0;  // a strip is a block as wide as the image
  int m_columns = 0;                          // of blocks
  std::vector<std::uint64_t> m_offsets;       // of the blocks, row by row
};

}  // namespace pcrs::raster
