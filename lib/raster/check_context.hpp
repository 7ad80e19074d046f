// SPDX-License-Identifier: Apache-2.0
// What the parts of check_ortho share while one file is checked.
#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "raster/check.hpp"

class GDALDataset;

namespace pcrs::raster {

/// Collects findings and facts of one file.
class CheckContext {
 public:
  CheckContext(const std::filesystem::path& path, const Expectation& expectation);
  /// With the rule's own severity, or a milder one.
  void add(std::string_view rule, const std::string& message);
  void add(std::string_view rule, Severity severity, const std::string& message);
  /// A library's message without the folder and name of the file, which the finding says anyway.
  std::string plain(const std::string& text) const;
  double tolerance(std::string_view rule) const;
  bool has(std::string_view rule) const;

  const std::filesystem::path path;
  const Expectation& expected;
  std::uint64_t size_bytes = 0;
  OrthoCheck result;
};

/// GDAL's six numbers: x = t[0] + column t[1] + row t[2], y = t[3] + column t[4] + row t[5].
using Transform = std::array<double, 6>;

/// How the pixels say that they are not valid.
enum class MaskKind { none, alpha, mask, nodata };

/// Reads the first bytes: a finding unless they are a TIFF's or a JPEG 2000's. True when the file is worth
/// opening.
bool check_content(CheckContext& check);
/// Sizes that the header declares, codec, places of the blocks. True when the pixels may be decoded.
bool check_structure(CheckContext& check, GDALDataset& dataset);
MaskKind check_bands(CheckContext& check, GDALDataset& dataset);
void check_georeference(CheckContext& check, GDALDataset& dataset);
/// Compares the side files with what the image itself says.
void check_sidecars(CheckContext& check, const std::optional<Transform>& own, int width, int height);
/// The transform of the world file beside the image, and that file's name.
std::optional<std::pair<std::string, Transform>> world_file_of(const std::filesystem::path& path);
/// Decodes every block once.
void check_pixels(CheckContext& check, GDALDataset& dataset, MaskKind mask);
/// The rules on what was counted; `content` is the share of pixels that show something.
void check_shares(CheckContext& check, double white, double black, double invalid, double deviation);

}  // namespace pcrs::raster
