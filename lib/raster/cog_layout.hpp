// SPDX-License-Identifier: Apache-2.0
// The bytes of a COG that are not pixels: TIFF header, GDAL's ghost block and the directories.
#pragma once
#include <cstdint>
#include <vector>

#include "raster/band_source.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::raster {

struct BlockPlace {
  std::uint64_t offset = 0;  ///< of the data, after its leader
  std::uint32_t size_bytes = 0;
};

struct TiffLevel {
  int width = 0;
  int height = 0;
  std::vector<BlockPlace> image;       ///< row by row
  std::vector<BlockPlace> mask;        ///< as many, or none
  std::vector<std::byte> jpeg_tables;  ///< JPEG only
};

struct TiffFile {
  Geometry geometry;
  int block_px = 0;
  Compression compression = Compression::jpeg;
  bool masked = false;
  bool big = false;
  FileNotes notes = {};
  std::vector<TiffLevel> levels;  ///< full resolution first, then from large to small
};

/// Everything before the first block. Its size does not depend on the places of the blocks. Throws Error
/// (failed) when the CRS is no EPSG code of a projected CRS in metres.
std::vector<std::byte> tiff_header(const TiffFile& file);

/// How a block lies in the file: `[size, 4 bytes][data][the last 4 bytes of the data again]`.
constexpr std::uint64_t leader_bytes = 4;
constexpr std::uint64_t trailer_bytes = 4;
/// Appends one block so framed.
void append_framed(std::vector<std::byte>& to, Bytes block);

}  // namespace pcrs::raster
