// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_conform.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <array>
#include <cmath>

#include "base/error.hpp"
#include "raster/gdal_session.hpp"
#include "raster/tiff_handle.hpp"

namespace pcrs::raster {

namespace {

std::string why_not_compressed(TIFF* tiff, Compression wanted) {
  const std::uint16_t found = tag_of(tiff, TIFFTAG_COMPRESSION);
  bool right = false;
  switch (wanted) {
    case Compression::none:
      return found == COMPRESSION_NONE ? "" : "is compressed otherwise";
    case Compression::deflate:
      right = found == COMPRESSION_ADOBE_DEFLATE || found == COMPRESSION_DEFLATE;
      break;
    case Compression::zstd:
      right = found == COMPRESSION_ZSTD;
      break;
    case Compression::jpeg:
      break;
  }
  if (!right) return "is compressed otherwise";
  return tag_of(tiff, TIFFTAG_PREDICTOR) == PREDICTOR_HORIZONTAL ? "" : "has not predictor 2";
}

std::string why_not_layout(TIFF* tiff) {
  if (!TIFFIsTiled(tiff)) return "is not tiled inside";
  std::uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
  if (width != height || width < 128 || width > 1024) return "has blocks that are not square, 128 to 1024 px";
  if (tag_of(tiff, TIFFTAG_PLANARCONFIG) != PLANARCONFIG_CONTIG) return "stores its bands apart";
  if (tag_of(tiff, TIFFTAG_SAMPLESPERPIXEL) != 3 || tag_of(tiff, TIFFTAG_BITSPERSAMPLE) != 8 ||
      tag_of(tiff, TIFFTAG_PHOTOMETRIC) != PHOTOMETRIC_RGB)
    return "is not RGB 8 bit";
  if (tag_of(tiff, TIFFTAG_ORIENTATION) != ORIENTATION_TOPLEFT) return "is stored turned";
  return TIFFNumberOfDirectories(tiff) == 1 ? "" : "holds more than the one image";
}

bool same_place(const std::array<double, 6>& affine, const Geometry& dalle) {
  const double drift_x = std::abs(affine[1] - dalle.gsd_m) * dalle.width;
  const double drift_y = std::abs(affine[5] + dalle.gsd_m) * dalle.height;
  const double shift = std::max(std::abs(affine[0] - dalle.west), std::abs(affine[3] - dalle.north));
  return affine[2] == 0 && affine[4] == 0 && shift + std::max(drift_x, drift_y) <= dalle.gsd_m / 1000;
}

std::string why_not_placed(GDALDataset& dataset, const Geometry& dalle) {
  std::array<double, 6> affine{};
  if (dataset.GetRasterXSize() != dalle.width || dataset.GetRasterYSize() != dalle.height)
    return "has another size";
  if (dataset.GetGeoTransform(affine.data()) != CE_None || !same_place(affine, dalle))
    return "does not say within itself that it lies exactly there";
  const OGRSpatialReference* reference = dataset.GetSpatialRef();
  const char* authority = reference ? reference->GetAuthorityName(nullptr) : nullptr;
  const char* code = reference ? reference->GetAuthorityCode(nullptr) : nullptr;
  if (!authority || !code || std::string(authority) + ":" + code != dalle.crs)
    return "does not declare " + dalle.crs + " by its code";
  if (dataset.GetRasterBand(1)->GetMaskFlags() != GMF_ALL_VALID) return "has nodata, a mask or alpha";
  return "";
}

}  // namespace

std::string why_not_conforming(const std::string& path, const Geometry& dalle, Compression compression) {
  start_gdal();
  const GdalErrors errors;
  static const char* const drivers[] = {"GTiff", nullptr};
  // A world file or .aux.xml is not part of what would be kept.
  static const char* const options[] = {"GEOREF_SOURCES=INTERNAL", nullptr};
  const DatasetPtr dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, options));
  if (!dataset) return "is not a GeoTIFF";
  if (std::string why = why_not_placed(*dataset, dalle); !why.empty()) return why;
  const TiffPtr tiff = open_tiff(path);
  if (!tiff) return "is not a GeoTIFF";
  if (std::string why = why_not_layout(tiff.get()); !why.empty()) return why;
  return why_not_compressed(tiff.get(), compression);
}

}  // namespace pcrs::raster
