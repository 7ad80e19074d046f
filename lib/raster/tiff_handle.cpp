// SPDX-License-Identifier: Apache-2.0
#include "raster/tiff_handle.hpp"

namespace pcrs::raster {

namespace {

struct FreeOpenOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

int say_nothing(TIFF*, void*, const char*, const char*, va_list) {
  return 1;
}

}  // namespace

TiffPtr open_tiff(const std::string& path) {
  const std::unique_ptr<TIFFOpenOptions, FreeOpenOptions> options(TIFFOpenOptionsAlloc());
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), say_nothing, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), say_nothing, nullptr);
  return TiffPtr(TIFFOpenExt(path.c_str(), "rm", options.get()));
}

std::uint16_t tag_of(TIFF* tiff, std::uint32_t tag) {
  std::uint16_t value = 0;
  TIFFGetFieldDefaulted(tiff, tag, &value);
  return value;
}

}  // namespace pcrs::raster
