// SPDX-License-Identifier: Apache-2.0
#include "raster/tile_image.hpp"

#include <cpl_vsi.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <gdalwarper.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "base/error.hpp"
#include "raster/cog_index.hpp"
#include "raster/gdal_session.hpp"
#include "raster/jpeg_codec.hpp"

namespace pcrs::raster {

namespace {

constexpr double jpeg_quality = 90;

std::size_t pixels_of(const TileImage& image) {
  return static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
}

// Writers only: what is opened is listed by open_dataset().
void register_writers() {
  start_gdal();
  static std::once_flag once;
  std::call_once(once, [] {
    GDALRegister_PNG();
    GDALRegister_WEBP();
  });
}

// Pixels of an overview are whole factors wide; the last of a row may hang over the edge.
double level_m(GDALRasterBand& full, GDALRasterBand& level, double gsd_m) {
  return gsd_m * std::round(static_cast<double>(full.GetXSize()) / level.GetXSize());
}

// -1: full resolution.
int level_for(GDALRasterBand& band, double cell_m, double gsd_m) {
  int best = -1;
  double best_m = gsd_m;
  for (int i = 0; i < band.GetOverviewCount(); ++i) {
    const double metres = level_m(band, *band.GetOverview(i), gsd_m);
    if (metres > best_m && metres <= cell_m * 1.001) {
      best = i;
      best_m = metres;
    }
  }
  return best;
}

struct Window {
  int x = 0, y = 0, width = 0, height = 0;                // of the tile
  double from_x = 0, from_y = 0, from_w = 0, from_h = 0;  // of the level
};

// The part of the tile that the file's image covers, to whole pixels of the tile.
Window window_of(const TileImage& into, double west, double north, double cell_m, const Geometry& placed,
                 double from_cell_m) {
  const double left = (placed.west - west) / cell_m, top = (north - placed.north) / cell_m;
  const double right = left + placed.width * placed.gsd_m / cell_m;
  const double bottom = top + placed.height * placed.gsd_m / cell_m;
  Window window;
  window.x = static_cast<int>(std::clamp(std::round(left), 0.0, static_cast<double>(into.width)));
  window.y = static_cast<int>(std::clamp(std::round(top), 0.0, static_cast<double>(into.height)));
  window.width =
      static_cast<int>(std::clamp(std::round(right), 0.0, static_cast<double>(into.width))) - window.x;
  window.height =
      static_cast<int>(std::clamp(std::round(bottom), 0.0, static_cast<double>(into.height))) - window.y;
  const double scale = cell_m / from_cell_m;
  window.from_x = std::max(0.0, (window.x - left) * scale);
  window.from_y = std::max(0.0, (window.y - top) * scale);
  window.from_w = window.width * scale;
  window.from_h = window.height * scale;
  return window;
}

CPLErr read_band(GDALRasterBand& band, const Window& window, std::uint8_t* to, int pixel_space) {
  // GDAL takes a window beyond the image for one that is done.
  if (window.from_x >= band.GetXSize() || window.from_y >= band.GetYSize()) return CE_Failure;
  GDALRasterIOExtraArg extra;
  INIT_RASTERIO_EXTRA_ARG(extra);
  extra.bFloatingPointWindowValidity = TRUE;
  extra.dfXOff = window.from_x;
  extra.dfYOff = window.from_y;
  extra.dfXSize = std::min(window.from_w, band.GetXSize() - window.from_x);
  extra.dfYSize = std::min(window.from_h, band.GetYSize() - window.from_y);
  const int x = static_cast<int>(window.from_x), y = static_cast<int>(window.from_y);
  const int width = std::clamp(static_cast<int>(std::ceil(window.from_x + extra.dfXSize - 1e-6)) - x, 1,
                               band.GetXSize() - x);
  const int height = std::clamp(static_cast<int>(std::ceil(window.from_y + extra.dfYSize - 1e-6)) - y, 1,
                                band.GetYSize() - y);
  return band.RasterIO(GF_Read, x, y, width, height, to, window.width, window.height, GDT_Byte, pixel_space,
                       static_cast<GSpacing>(pixel_space) * window.width, &extra);
}

void paste(TileImage& into, const Window& window, const std::vector<std::uint8_t>& rgb,
           const std::vector<std::uint8_t>& valid) {
  const auto width = static_cast<std::size_t>(window.width),
             tile_width = static_cast<std::size_t>(into.width);
  const auto left = static_cast<std::size_t>(window.x), top = static_cast<std::size_t>(window.y);
  for (std::size_t from = 0; from < valid.size(); ++from) {
    if (valid[from] == 0) continue;
    const std::size_t to = (from / width + top) * tile_width + from % width + left;
    std::copy_n(&rgb[3 * from], 3, &into.rgba[4 * to]);
    into.rgba[4 * to + 3] = 255;
  }
}

// A dataset in memory over the pixels of `image`.
DatasetPtr dataset_of(TileImage& image) {
  auto* driver = GetGDALDriverManager()->GetDriverByName("MEM");
  DatasetPtr dataset(driver->Create("", image.width, image.height, 4, GDT_Byte, nullptr));
  for (int band = 1; band <= 4; ++band) {
    auto* to = dataset->GetRasterBand(band);
    to->SetColorInterpretation(band == 4 ? GCI_AlphaBand
                                         : static_cast<GDALColorInterp>(GCI_RedBand + band - 1));
    if (to->RasterIO(GF_Write, 0, 0, image.width, image.height, image.rgba.data() + band - 1, image.width,
                     image.height, GDT_Byte, 4, 4 * static_cast<GSpacing>(image.width), nullptr) != CE_None)
      throw_failed("tile", "cannot be kept in memory");
  }
  return dataset;
}

OGRSpatialReference reference_of(const std::string& crs) {
  OGRSpatialReference reference;
  if (reference.SetFromUserInput(crs.c_str()) != OGRERR_NONE) throw_failed(crs, "is no known CRS");
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

DatasetPtr referenced(TileImage& image, const std::string& crs, std::array<double, 6> transform) {
  DatasetPtr dataset = dataset_of(image);
  const OGRSpatialReference reference = reference_of(crs);
  dataset->SetSpatialRef(&reference);
  dataset->SetGeoTransform(transform.data());
  return dataset;
}

// Three bands by their alpha, the fourth: what is not valid must not tint its neighbours.
bool warp(GDALDataset& source, GDALDataset& target) {
  const std::unique_ptr<GDALWarpOptions, decltype(&GDALDestroyWarpOptions)> options(GDALCreateWarpOptions(),
                                                                                    &GDALDestroyWarpOptions);
  options->hSrcDS = &source;
  options->hDstDS = &target;
  options->eResampleAlg = GRA_Cubic;
  options->nBandCount = 3;
  options->panSrcBands = static_cast<int*>(CPLMalloc(3 * sizeof(int)));
  options->panDstBands = static_cast<int*>(CPLMalloc(3 * sizeof(int)));
  for (int band = 0; band < 3; ++band) options->panSrcBands[band] = options->panDstBands[band] = band + 1;
  options->nSrcAlphaBand = options->nDstAlphaBand = 4;
  void* transformer = GDALCreateGenImgProjTransformer2(&source, &target, nullptr);
  if (transformer == nullptr) return false;
  options->pfnTransformer = GDALGenImgProjTransform;
  options->pTransformerArg = transformer;
  GDALWarpOperation operation;
  const bool done =
      operation.Initialize(options.get()) == CE_None &&
      operation.ChunkAndWarpImage(0, 0, target.GetRasterXSize(), target.GetRasterYSize()) == CE_None;
  GDALDestroyGenImgProjTransformer(transformer);
  return done;
}

void read_back(GDALDataset& dataset, TileImage& image) {
  for (int band = 1; band <= 4; ++band)
    if (dataset.GetRasterBand(band)->RasterIO(
            GF_Read, 0, 0, image.width, image.height, image.rgba.data() + band - 1, image.width, image.height,
            GDT_Byte, 4, 4 * static_cast<GSpacing>(image.width), nullptr) != CE_None)
      throw_failed("tile", "cannot be read back from memory");
}

std::string encode_by_gdal(const TileImage& image, const char* driver_name, const char* const* options) {
  static std::atomic<unsigned> count{0};
  register_writers();
  auto* driver = GetGDALDriverManager()->GetDriverByName(driver_name);
  if (driver == nullptr) throw_failed(driver_name, "is not among GDAL's drivers on this machine");
  TileImage copy = image;
  const DatasetPtr source = dataset_of(copy);
  const std::string name = "/vsimem/pcrs-tile-" + std::to_string(++count);
  const GdalErrors errors;
  const DatasetPtr written(
      driver->CreateCopy(name.c_str(), source.get(), FALSE, const_cast<char**>(options), nullptr, nullptr));
  if (!written) {
    VSIUnlink(name.c_str());
    throw_failed("tile", errors.text());
  }
  vsi_l_offset size = 0;
  GByte* bytes = VSIGetMemFileBuffer(name.c_str(), &size, TRUE);
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  VSIFree(bytes);
  return text;
}

std::string encode_jpeg(const TileImage& image) {
  const int width = (image.width + 15) / 16 * 16, height = (image.height + 15) / 16 * 16;
  if (width != image.width || height != image.height)
    throw_failed("tile", "has sides that are no multiples of 16");
  std::vector<std::uint8_t> rgb(3 * pixels_of(image), 255);
  for (std::size_t i = 0; i < pixels_of(image); ++i)
    if (image.rgba[4 * i + 3] != 0) std::copy_n(&image.rgba[4 * i], 3, &rgb[3 * i]);
  JpegEncoder encoder({quant_tables(jpeg_quality), std::nullopt});
  const auto block = encoder.encode(RgbView{rgb.data(), 3 * static_cast<std::size_t>(width), width, height});
  const auto tables = encoder.tables_stream();
  return whole_jpeg(tables, block);
}

}  // namespace

TileImage::TileImage(int w, int h)
    : width(w), height(h), rgba(4 * static_cast<std::size_t>(w) * static_cast<std::size_t>(h), 255) {
  for (std::size_t i = 3; i < rgba.size(); i += 4) rgba[i] = 0;
}

bool TileImage::is_blank() const {
  for (std::size_t i = 3; i < rgba.size(); i += 4)
    if (rgba[i] != 0) return false;
  return true;
}

bool TileImage::is_opaque() const {
  for (std::size_t i = 3; i < rgba.size(); i += 4)
    if (rgba[i] != 255) return false;
  return true;
}

void lay_over(TileImage& into, double west, double north, double cell_m, const std::string& path,
              const Geometry& placed) {
  const DatasetPtr dataset = open_dataset(path);
  if (dataset->GetRasterCount() < 3) throw_failed(path, "has not three bands");
  if (dataset->GetRasterXSize() != placed.width || dataset->GetRasterYSize() != placed.height)
    throw_failed(path, "is not of the size that its place on the grid says");
  GDALRasterBand& first = *dataset->GetRasterBand(1);
  const int level = level_for(first, cell_m, placed.gsd_m);
  const auto band_of = [&](int band) -> GDALRasterBand& {
    GDALRasterBand* full = dataset->GetRasterBand(band);
    return level < 0 ? *full : *full->GetOverview(level);
  };
  const Window window =
      window_of(into, west, north, cell_m, placed, level_m(first, band_of(1), placed.gsd_m));
  if (window.width <= 0 || window.height <= 0) return;
  const auto pixels = static_cast<std::size_t>(window.width) * static_cast<std::size_t>(window.height);
  std::vector<std::uint8_t> rgb(3 * pixels), valid(pixels, 255);
  const GdalErrors errors;
  CPLErr result = CE_None;
  for (int band = 1; band <= 3 && result == CE_None; ++band)
    result = read_band(band_of(band), window, rgb.data() + band - 1, 3);
  if (result == CE_None && band_of(1).GetMaskFlags() != GMF_ALL_VALID)
    result = read_band(*band_of(1).GetMaskBand(), window, valid.data(), 1);
  if (result != CE_None || errors.any()) throw_failed(path, "cannot be read: " + errors.text());
  paste(into, window, rgb, valid);
}

std::string encode_tile(const TileImage& image, TileFormat format) {
  static const char* const png[] = {"ZLEVEL=3", nullptr};
  static const char* const webp[] = {"QUALITY=85", nullptr};
  if (format == TileFormat::jpeg) return encode_jpeg(image);
  return format == TileFormat::png ? encode_by_gdal(image, "PNG", png) : encode_by_gdal(image, "WEBP", webp);
}

TileImage warp_tile(const TileImage& from, double from_west, double from_north, double from_cell_m,
                    const std::string& from_crs, const std::array<double, 4>& bounds, int width, int height,
                    const std::string& to_crs) {
  start_gdal();
  TileImage source_pixels = from, to(width, height);
  const DatasetPtr source =
      referenced(source_pixels, from_crs, {from_west, from_cell_m, 0, from_north, 0, -from_cell_m});
  const double cell_x = (bounds[2] - bounds[0]) / width, cell_y = (bounds[3] - bounds[1]) / height;
  const DatasetPtr target = referenced(to, to_crs, {bounds[0], cell_x, 0, bounds[3], 0, -cell_y});
  const GdalErrors errors;
  if (!warp(*source, *target)) throw_failed("tile", "cannot be warped: " + errors.text());
  read_back(*target, to);
  return to;
}

std::array<double, 4> bounds_in(const std::array<double, 4>& bounds, const std::string& from_crs,
                                const std::string& to_crs) {
  start_gdal();
  const GdalErrors errors;
  const OGRSpatialReference from = reference_of(from_crs), to = reference_of(to_crs);
  const std::unique_ptr<OGRCoordinateTransformation> transformation(
      OGRCreateCoordinateTransformation(&from, &to));
  std::array<double, 4> result{};
  constexpr int points_a_side = 21;
  if (!transformation ||
      transformation->TransformBounds(bounds[0], bounds[1], bounds[2], bounds[3], &result[0], &result[1],
                                      &result[2], &result[3], points_a_side) == 0)
    throw_failed(to_crs, "cannot be reached from " + from_crs + ": " + errors.text());
  return result;
}

}  // namespace pcrs::raster
