// SPDX-License-Identifier: Apache-2.0
// The kilometre-aligned GeoTIFF: blocks and overviews that divide the dalle exactly, so that neighbours share
// one tile grid at every level. GDAL cannot write it (it forces 128 px overview blocks), so it is written
// here.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "raster/band_source.hpp"

namespace pcrs::raster {

enum class Compression { none, deflate, zstd, jpeg };
enum class Layout {
  aligned,  ///< block and factors from the grid (400 px and 1 2 5 10 25 50 for 20 000 px)
  classic   ///< 512 px and powers of two, for readers that need it
};

/// What a file says of itself to whoever holds nothing else of it. UTF-8; empty: not said.
struct FileNotes {
  std::string description, artist, copyright;
  std::string date_time;  ///< as TIFF has it: 2026:03:14 02:07:09
};

struct CogOptions {
  Compression compression = Compression::jpeg;
  int level = 1;        ///< of zstd and deflate
  double quality = 90;  ///< of quant_tables(), fractions allowed
  Layout layout = Layout::aligned;
  bool overviews = true;  ///< false: a plain tiled lossless dalle
  /// Of the overviews, instead of those of plan_layout(): fine to coarse, each a multiple of one before by at
  /// most 16, whole blocks at each level.
  std::vector<int> factors;
  unsigned jobs = 1;  ///< threads that encode
  /// Told after each read which share of the rows has been read; by the thread that reads.
  std::function<void(double)> on_read;
  FileNotes notes;
  /// JPEG: write nothing when the file would be larger; CogResult::written says so.
  std::uint64_t ceiling_bytes = std::numeric_limits<std::uint64_t>::max();
};

/// Which blocks and overviews an image gets. `note` says why when the aligned rule finds nothing and falls
/// back.
struct CogPlan {
  int block_px = 0;
  std::vector<int> factors;  ///< of the overviews, without 1
  bool aligned = true;
  std::string note;
};
CogPlan plan_layout(int width, int height, Layout layout);
/// The level that `factor` is averaged from: the largest smaller factor that divides it, else 1.
int parent_factor(const std::vector<int>& factors, int factor);

struct CogResult {
  CogPlan plan;
  std::uint64_t size_bytes = 0;
  double quality = 0;  ///< used (JPEG only); of the source's own tables where its blocks were kept
  std::optional<double> psnr_y_db;   ///< luma against the source, JPEG only
  std::uint64_t psnr_sample_px = 0;  ///< pixels it was measured on
  double valid_share = 1;            ///< valid pixels / pixels
  bool masked = false;               ///< the file carries a mask
  std::uint64_t kept_blocks = 0;     ///< whose JPEG coefficients are the source's own (see BandSource)
  bool written = true;               ///< false: over the ceiling, the sink was not touched
};

/// Reads `source` once, top to bottom, and writes the whole file to `sink`. No temporary file. Equal pixels,
/// has_mask() and options give equal bytes, whatever `jobs`. JPEG waits compressed in memory until all is
/// known and is written front to back; lossless goes to the sink as it comes (see cog_output.hpp for what
/// that does to the order of the overviews). A mask without an invalid pixel is left out. Throws Error
/// (failed).
struct CogTarget {
  SeekableSink& sink;
  CogOptions options;
};

/// Reads `source` once, top to bottom, and makes of it every file of `targets` (blocks of one size; jobs and
/// on_read are the first one's): a lossless dalle and its COG in one read. What is true of write_cog is true
/// of each.
std::vector<CogResult> write_cogs(BandSource& source, std::span<const CogTarget> targets);

CogResult write_cog(BandSource& source, SeekableSink& sink, const CogOptions& options);

}  // namespace pcrs::raster
