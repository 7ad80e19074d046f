// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "raster/band_source.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::raster {

/// Why a delivered file cannot stand as a lossless dalle just as it is; empty when it can. It must be a
/// GeoTIFF of exactly the dalle's pixels (to 0.001 px) that declares its CRS by authority code within the
/// file, RGB 8 bit pixel-interleaved, compressed as asked (with predictor 2, unless uncompressed), in square
/// blocks of 128 to 1024 px, and nothing more: no mask, alpha, nodata, overview or other page.
std::string why_not_conforming(const std::string& path, const Geometry& dalle, Compression compression);

}  // namespace pcrs::raster
