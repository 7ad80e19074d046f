// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "base/bytes.hpp"

namespace pcrs::step::ingest {

/// What the first directory of a TIFF tells, without decoding a pixel.
struct RasterPeek {
  bool georeferenced = false;  ///< holds a GeoTIFF pixel scale or transformation
  bool picture = false;        ///< at least three bands of 8 or 16 bit unsigned numbers
};

/// Reads at most 128 KiB, wherever the header points. Nothing when it is no TIFF or a damaged one.
std::optional<RasterPeek> peek_tiff(ByteSource& file);

}  // namespace pcrs::step::ingest
