// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_resample.hpp"

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <gdalwarper.h>

#include <cstdio>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::raster {

namespace {

int transform_pixels(void* argument, int dalle_to_source, int count, double* x, double* y, double*, int* ok) {
  const auto& transform = *static_cast<const PixelTransform*>(argument);
  return dalle_to_source ? transform.to_source(count, x, y, ok) : transform.to_dalle(count, x, y, ok);
}

void add_band(GDALDataset& dataset, std::uint8_t* first, int pixel_bytes, int line_bytes) {
  char pointer[32];
  std::snprintf(pointer, sizeof pointer, "DATAPOINTER=%p", static_cast<void*>(first));
  const std::string pixel = "PIXELOFFSET=" + std::to_string(pixel_bytes);
  const std::string line = "LINEOFFSET=" + std::to_string(line_bytes);
  const char* options[] = {pointer, pixel.c_str(), line.c_str(), nullptr};
  dataset.AddBand(GDT_Byte, const_cast<char**>(options));
}

// A view on `rgb` and `valid`, which must outlive it.
DatasetPtr in_memory(int width, int height, std::vector<std::uint8_t>& rgb,
                     std::vector<std::uint8_t>& valid) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("MEM");
  DatasetPtr dataset(driver->Create("", width, height, 0, GDT_Byte, nullptr));
  for (int band = 0; band < 3; ++band) add_band(*dataset, rgb.data() + band, 3, width * 3);
  add_band(*dataset, valid.data(), 1, width);
  return dataset;
}

GDALResampleAlg algorithm(Resampling resampling) {
  switch (resampling) {
    case Resampling::nearest:
      return GRA_NearestNeighbour;
    case Resampling::bilinear:
      return GRA_Bilinear;
    case Resampling::cubic:
      break;
  }
  return GRA_Cubic;
}

struct DestroyOptions {
  void operator()(GDALWarpOptions* options) const { GDALDestroyWarpOptions(options); }
};

struct DestroyApproximation {
  void operator()(void* argument) const { GDALDestroyApproxTransformer(argument); }
};

}  // namespace

Resampler::Resampler(const MosaicSource& source, const Geometry& dalle, const MosaicOptions& options)
    : m_path(source.path), m_resampling(options.resampling), m_transform(source, dalle, options.datum_m) {}

void Resampler::read(SourceReader& reader, const std::array<int, 4>& window, std::vector<std::uint8_t>& rgb,
                     std::vector<std::uint8_t>& valid) {
  const auto area = static_cast<std::size_t>(window[2]) * static_cast<std::size_t>(window[3]);
  rgb.assign(area * 3, 0);
  valid.assign(area, 0);
  m_transform.set_origins(0, 0, 0, 0);
  const double kernel = 2 * std::max(1.0, m_transform.scale());
  const auto from = m_transform.source_window(window, kernel + 2);
  if (from[2] == 0) return;
  const auto source_area = static_cast<std::size_t>(from[2]) * static_cast<std::size_t>(from[3]);
  m_rgb.resize(source_area * 3);
  m_valid.resize(source_area);
  reader.read(from[0], from[1], from[2], from[3], m_rgb.data(), static_cast<std::size_t>(from[2]) * 3,
              m_valid.data());
  m_transform.set_origins(window[0], window[1], from[0], from[1]);
  warp(from, window, rgb, valid);
  for (std::uint8_t& value : valid) value = value >= 128 ? 255 : 0;
}

void Resampler::warp(const std::array<int, 4>& from, const std::array<int, 4>& to,
                     std::vector<std::uint8_t>& rgb, std::vector<std::uint8_t>& valid) {
  const GdalErrors errors;
  const DatasetPtr source = in_memory(from[2], from[3], m_rgb, m_valid);
  const DatasetPtr target = in_memory(to[2], to[3], rgb, valid);
  const std::unique_ptr<void, DestroyApproximation> approximation(
      GDALCreateApproxTransformer(transform_pixels, &m_transform, 0.01));
  const std::unique_ptr<GDALWarpOptions, DestroyOptions> options(GDALCreateWarpOptions());
  options->hSrcDS = GDALDataset::ToHandle(source.get());
  options->hDstDS = GDALDataset::ToHandle(target.get());
  options->eResampleAlg = algorithm(m_resampling);
  options->nBandCount = 3;
  options->panSrcBands = static_cast<int*>(CPLMalloc(3 * sizeof(int)));
  options->panDstBands = static_cast<int*>(CPLMalloc(3 * sizeof(int)));
  for (int band = 0; band < 3; ++band) options->panSrcBands[band] = options->panDstBands[band] = band + 1;
  options->nSrcAlphaBand = options->nDstAlphaBand = 4;
  options->pfnTransformer = GDALApproxTransform;
  options->pTransformerArg = approximation.get();
  options->dfWarpMemoryLimit = 512e6;  // never reached by windows this small: they are warped whole
  options->papszWarpOptions = CSLSetNameValue(nullptr, "INIT_DEST", "0");
  // Otherwise derived from each window, and then not quite the same in two neighbours.
  const std::string scale = number_text(1 / m_transform.scale());
  options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "XSCALE", scale.c_str());
  options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "YSCALE", scale.c_str());
  GDALWarpOperation operation;
  if (operation.Initialize(options.get()) != CE_None ||
      operation.ChunkAndWarpImage(0, 0, to[2], to[3]) != CE_None || errors.failed())
    throw_failed(m_path, "cannot be resampled: " + errors.text());
}

}  // namespace pcrs::raster
