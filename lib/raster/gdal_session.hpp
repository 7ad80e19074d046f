// SPDX-License-Identifier: Apache-2.0
// GDAL as this project uses it: few drivers, a small cache, no side files, errors caught instead of printed.
#pragma once
#include <memory>
#include <string>

class GDALDataset;

namespace pcrs::raster {

/// Readies GDAL, once a process: drivers of the allow-list only, a cache of 64 MiB (GDAL's default, 5 % of
/// the memory, costs 1.4 GB and *more* time on a mosaic), no .aux.xml ever written beside a contractor's
/// file, folders not listed at each opening. Every function below calls it.
void start_gdal();

/// What may be opened. A VRT can name any file or URL, so only a person's own list of sources may hold one.
enum class Formats {
  imagery,         ///< GeoTIFF, JPEG 2000
  imagery_and_vrt  ///< these and VRT
};

/// Catches what GDAL would print on this thread, from construction to destruction.
class GdalErrors {
 public:
  GdalErrors();
  ~GdalErrors();
  GdalErrors(const GdalErrors&) = delete;
  GdalErrors& operator=(const GdalErrors&) = delete;
  bool failed() const { return !m_failure.empty(); }
  /// True after a warning too: damaged JPEG data is no more than a warning to libtiff.
  bool any() const { return failed() || !m_warning.empty(); }
  /// The first failure, else the first warning, on one line; empty if there was none.
  const std::string& text() const { return failed() ? m_failure : m_warning; }
  void clear();

 private:
  friend void catch_gdal_error(int severity, int code, const char* message);
  std::string m_failure;
  std::string m_warning;
};

struct CloseDataset {
  void operator()(GDALDataset* dataset) const;
};
using DatasetPtr = std::unique_ptr<GDALDataset, CloseDataset>;

/// Opens a file for reading (a plain file: no /vsi…, no subdataset syntax). One dataset serves one thread.
/// Throws Error (failed) naming the file.
DatasetPtr open_dataset(const std::string& path, Formats formats = Formats::imagery);

}  // namespace pcrs::raster
