// SPDX-License-Identifier: Apache-2.0
#include "raster/gdal_session.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <malloc.h>

#include <filesystem>
#include <mutex>

#include "base/error.hpp"
#include "raster/mosaic_vrt.hpp"

namespace pcrs::raster {

namespace {

void register_all() {
  // Bands go back when they are freed; glibc would keep up to 32 MB of them in each thread's arena. What
  // codecs take and free for each block stays: giving it back each time costs more than the codecs' own
  // copies.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
  GDALRegister_GTiff();
  GDALRegister_JP2OpenJPEG();
  GDALRegister_VRT();
  GDALRegister_MEM();
  GDALSetCacheMax64(std::int64_t{64} << 20);
  CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
  CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
}

std::string one_line(const char* message) {
  std::string text = message;
  for (char& letter : text)
    if (letter == '\n' || letter == '\r' || letter == '\t') letter = ' ';
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text.substr(0, 400);
}

}  // namespace

void start_gdal() {
  static std::once_flag once;
  std::call_once(once, register_all);
}

void catch_gdal_error(int severity, int, const char* message) {
  auto& errors = *static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
  if (severity >= CE_Failure && errors.m_failure.empty()) errors.m_failure = one_line(message);
  if (severity == CE_Warning && errors.m_warning.empty()) errors.m_warning = one_line(message);
}

GdalErrors::GdalErrors() {
  CPLPushErrorHandlerEx([](CPLErr severity, CPLErrorNum code,
                           const char* message) { catch_gdal_error(severity, code, message); },
                        this);
}

GdalErrors::~GdalErrors() {
  CPLPopErrorHandler();
}

void GdalErrors::clear() {
  m_failure.clear();
  m_warning.clear();
}

void CloseDataset::operator()(GDALDataset* dataset) const {
  const GdalErrors quiet;  // a dataset opened for reading has nothing to lose when it closes
  GDALClose(dataset);
}

DatasetPtr open_dataset(const std::string& path, Formats formats) {
  start_gdal();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw_failed(path, "no such file");
  if (!std::filesystem::is_regular_file(path, error)) throw_failed(path, "is not a file");
  static const char* const imagery[] = {"GTiff", "JP2OpenJPEG", nullptr};
  static const char* const with_vrt[] = {"GTiff", "JP2OpenJPEG", "VRT", nullptr};
  // GDAL opens a mask file with any of its drivers, whatever it was asked for.
  if (is_vrt(path + ".msk"))
    throw_failed(path,
                 "has a mask file, .msk, that is a VRT and may name any file; remove it or give an image");
  const GdalErrors errors;
  DatasetPtr dataset(GDALDataset::Open(path.c_str(),
                                       GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                       formats == Formats::imagery ? imagery : with_vrt));
  if (!dataset)
    throw_failed(path, "cannot be opened as GeoTIFF or JPEG 2000: " +
                           (errors.any() ? errors.text() : "another format, or empty") +
                           "; ask for the file again");
  return dataset;
}

}  // namespace pcrs::raster
