// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace pcrs::raster {

/// True when the file's content is a VRT, whatever its name.
bool is_vrt(const std::string& path);

/// The image files that a VRT reads, those of nested VRTs too. Throws Error (failed) when one is not a plain
/// local file, or when the VRT computes pixels (code, raw bytes of any file) instead of placing images: a VRT
/// can name any file or URL.
std::vector<std::string> files_of_vrt(const std::string& path);

}  // namespace pcrs::raster
