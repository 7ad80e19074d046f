// SPDX-License-Identifier: Apache-2.0
// The highest JPEG quality that keeps a dalle within a number of bytes.
#pragma once
#include <cstdint>

#include "raster/cog_writer.hpp"
#include "raster/dalle_reader.hpp"

namespace pcrs::raster {

struct Budget {
  std::uint64_t ceiling_bytes = 0;
  double quality_max = 95;
  double quality_min = 30;  ///< below, a dalle is worth nothing: a person must give it more bytes
  bool once = false;        ///< an encoding that is too large is the last: nothing is written
  bool only_kept = false;   ///< write nothing unless the source's own JPEG is kept (DalleSource::keep_jpeg)
};

struct BudgetResult {
  CogResult cog;           ///< `written` false: too large even at quality_min or `once`, or only_kept
  double quality_cap = 0;  ///< quality_max, or the source's own JPEG quality where that is lower
  std::uint64_t predicted_bytes = 0;  ///< of the first encoding
  std::uint64_t sample_px = 0;        ///< pixels that the prediction looked at
  int encodings = 0;                  ///< 2 and more: the prediction was too low
  std::optional<CogResult> beside;    ///< of the file made of the same read
};

/// Predicts the size from one strip of 16 rows in every block (4 % of the pixels of a dalle in 400 px
/// blocks), then writes as write_cog. `options.quality` and `options.ceiling_bytes` are set here. An
/// encoding that turns out too large is thrown away and made again at a lower quality, from another read.
/// `beside`: a file that is made whatever comes of the COG, of the first read (see write_cogs). Throws Error
/// (failed).
BudgetResult write_cog_within(DalleSource& source, SeekableSink& sink, CogOptions options,
                              const Budget& budget, const CogTarget* beside = nullptr);

}  // namespace pcrs::raster
