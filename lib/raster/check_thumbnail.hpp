// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace pcrs::raster {

/// A small picture as a JPEG in base64, for a page that must stand alone. `rgb`: width × height × 3 bytes.
std::string jpeg_base64(std::span<const std::uint8_t> rgb, int width, int height);

}  // namespace pcrs::raster
