// SPDX-License-Identifier: Apache-2.0
#include "raster/check.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/check_context.hpp"
#include "raster/check_rules.hpp"
#include "raster/gdal_session.hpp"
#include "raster/mosaic_vrt.hpp"

namespace pcrs::raster {

namespace {

// The image alone: its side files are read apart, so that a contradiction shows instead of being settled by
// GDAL's taste, and siblings are named, so that a folder of 16 000 dalles is not listed at each opening.
DatasetPtr open_alone(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const std::string mask = name + ".msk";
  const char* const siblings[] = {name.c_str(), mask.c_str(), nullptr};
  const bool has_mask = std::filesystem::exists(path.string() + ".msk");
  const char* const alone[] = {name.c_str(), nullptr};
  static const char* const drivers[] = {"GTiff", "JP2OpenJPEG", nullptr};
  static const char* const options[] = {"GEOREF_SOURCES=INTERNAL", nullptr};
  return DatasetPtr(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                      drivers, options, has_mask ? siblings : alone));
}

void check_opened(CheckContext& check, GDALDataset& dataset) {
  const bool decodable = check_structure(check, dataset);
  const MaskKind mask = check_bands(check, dataset);
  check_georeference(check, dataset);
  if (decodable) check_pixels(check, dataset, mask);
}

}  // namespace

CheckContext::CheckContext(const std::filesystem::path& file, const Expectation& expectation)
    : path(file), expected(expectation) {
  std::error_code error;
  size_bytes = std::filesystem::file_size(file, error);
  if (error) throw_failed(file.string(), "cannot be read: " + error.message() + "; check the disk");
}

void CheckContext::add(std::string_view rule, const std::string& message) {
  add(rule, check_rule(rule).severity, message);
}

void CheckContext::add(std::string_view rule, Severity severity, const std::string& message) {
  result.findings.push_back({path.string(), std::string(check_rule(rule).id), message, severity, {}});
}

std::string CheckContext::plain(const std::string& text) const {
  const std::string name = path.filename().string();
  std::string shorter = replace_all(text, path.parent_path().string() + "/", "");
  for (const char* const after : {", band 1: ", ": ", ":"}) shorter = replace_all(shorter, name + after, "");
  return shorter;
}

double CheckContext::tolerance(std::string_view rule) const {
  return tolerance_of(rule, expected.tolerances);
}

bool CheckContext::has(std::string_view rule) const {
  return std::any_of(result.findings.begin(), result.findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

OrthoCheck check_ortho(const std::filesystem::path& path, const Expectation& expectation) {
  start_gdal();
  CheckContext check(path, expectation);
  if (!check_content(check)) return check.result;
  if (is_vrt(path.string() + ".msk")) {
    check.add("file.driver", "has a mask file, " + path.filename().string() +
                                 ".msk, that is a GDAL virtual file (VRT), which only names other files; "
                                 "deliver the mask itself");
    return check.result;
  }
  const GdalErrors errors;
  const DatasetPtr dataset = open_alone(path);
  if (!dataset) {
    check.add("file.unreadable",
              "does not open: " + (errors.any() ? check.plain(errors.text()) : "no reason given") +
                  "; ask for the file again");
    return check.result;
  }
  if (errors.any()) check.add("file.warning", "opens with a complaint: " + check.plain(errors.text()));
  check_opened(check, *dataset);
  return check.result;
}

}  // namespace pcrs::raster
