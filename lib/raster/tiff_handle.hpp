// SPDX-License-Identifier: Apache-2.0
// A TIFF opened by libtiff itself, for what GDAL does not tell. Its messages go nowhere: who asks reads the
// answers.
#pragma once
#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>

namespace pcrs::raster {

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffPtr = std::unique_ptr<TIFF, CloseTiff>;

/// The first image of a TIFF. Null when it is none.
TiffPtr open_tiff(const std::string& path);
/// A tag of 16 bit, or its default.
std::uint16_t tag_of(TIFF* tiff, std::uint32_t tag);

}  // namespace pcrs::raster
