// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_source.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "raster/plain_tiff.hpp"

namespace pcrs::raster {

std::string resampling_text(Resampling resampling) {
  switch (resampling) {
    case Resampling::nearest:
      return "nearest";
    case Resampling::bilinear:
      return "bilinear";
    case Resampling::cubic:
      break;
  }
  return "cubic";
}

std::string fit_text(Fit fit) {
  switch (fit) {
    case Fit::exact:
      return "exact";
    case Fit::resampled:
      return "resampled";
    case Fit::reprojected:
      break;
  }
  return "reprojected";
}

Placement place_source(const MosaicSource& source, const Geometry& dalle, double misaligned_px) {
  if (!source.other_crs.empty()) return {Fit::reprojected, 0, 0, 0};
  const auto& affine = source.to_crs;
  const double left = (affine[0] - dalle.west) / dalle.gsd_m, top = (dalle.north - affine[3]) / dalle.gsd_m;
  const double step_x = affine[1] / dalle.gsd_m, step_y = -affine[5] / dalle.gsd_m;
  if (affine[2] != 0 || affine[4] != 0 || step_x <= 0 || step_y <= 0) return {Fit::resampled, 0, 0, 0};
  // The shift is measured at the ends of the part that lies on the dalle; between them it is linear.
  Placement placement;
  const auto align = [&](double start, double step, int size, int dalle_size) {
    const double first = std::max(0.0, start), last = std::min<double>(dalle_size, start + size * step);
    const auto offset_at = [&](double position) { return position - (position - start) / step; };
    const double offset = std::round(offset_at((first + last) / 2));
    placement.shift_px = std::max(
        {placement.shift_px, std::abs(offset_at(first) - offset), std::abs(offset_at(last) - offset)});
    return static_cast<int>(std::clamp(offset, -2e9, 2e9));
  };
  placement.column = align(left, step_x, source.width, dalle.width);
  placement.row = align(top, step_y, source.height, dalle.height);
  if (placement.shift_px > misaligned_px) placement.fit = Fit::resampled;
  return placement;
}

SourceReader::SourceReader(const MosaicSource& source)
    : m_source(source), m_dataset(open_dataset(source.path, Formats::imagery_and_vrt)) {
  if (m_dataset->GetRasterXSize() != source.width || m_dataset->GetRasterYSize() != source.height)
    throw_failed(source.path, "changed while it was being read");
  if (m_source.rgb_bands == std::array{1, 2, 3})
    m_plain = PlainTiff::open(source.path, source.width, source.height);
}

SourceReader::~SourceReader() = default;

namespace {

void flip_rows(std::uint8_t* rows, std::size_t stride, std::size_t bytes, int height) {
  for (int low = 0, high = height - 1; low < high; ++low, --high)
    std::swap_ranges(rows + static_cast<std::size_t>(low) * stride,
                     rows + static_cast<std::size_t>(low) * stride + bytes,
                     rows + static_cast<std::size_t>(high) * stride);
}

}  // namespace

void SourceReader::read_rgb(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride) {
  if (m_plain) {
    m_plain->read(x, y, width, height, rgb, rgb_stride);
    return;
  }
  const GdalErrors errors;
  auto bands = m_source.rgb_bands;
  const CPLErr result = m_dataset->RasterIO(GF_Read, x, y, width, height, rgb, width, height, GDT_Byte, 3,
                                            bands.data(), 3, static_cast<GSpacing>(rgb_stride), 1, nullptr);
  // libtiff tells of damaged JPEG data by a warning only.
  if (result != CE_None || errors.any()) throw_failed(m_source.path, "cannot be read: " + errors.text());
}

void SourceReader::read(int x, int y, int width, int height, std::uint8_t* rgb, std::size_t rgb_stride,
                        std::uint8_t* valid) {
  const GdalErrors errors;
  const int stored_y = m_source.bottom_up ? m_source.height - y - height : y;
  read_rgb(x, stored_y, width, height, rgb, rgb_stride);
  if (valid) read_valid(x, stored_y, width, height, rgb, rgb_stride, valid);
  if (errors.any()) throw_failed(m_source.path, "its validity cannot be read: " + errors.text());
  if (!m_source.bottom_up) return;
  flip_rows(rgb, rgb_stride, static_cast<std::size_t>(width) * 3, height);
  if (valid) flip_rows(valid, static_cast<std::size_t>(width), static_cast<std::size_t>(width), height);
}

void SourceReader::read_valid(int x, int y, int width, int height, const std::uint8_t* rgb,
                              std::size_t rgb_stride, std::uint8_t* valid) {
  const auto columns = static_cast<std::size_t>(width), rows = static_cast<std::size_t>(height);
  if (m_source.validity == Validity::all) {
    std::fill_n(valid, columns * rows, std::uint8_t{255});
    return;
  }
  if (m_source.validity == Validity::nodata) {
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t i = 0; i < columns; ++i) {
        const std::uint8_t* pixel = rgb + row * rgb_stride + i * 3;
        const bool absent = pixel[0] == m_source.nodata[0] && pixel[1] == m_source.nodata[1] &&
                            pixel[2] == m_source.nodata[2];
        valid[row * columns + i] = absent ? 0 : 255;
      }
    return;
  }
  const bool alpha = m_source.validity == Validity::alpha;
  GDALRasterBand* band = alpha ? m_dataset->GetRasterBand(m_source.alpha_band)
                               : m_dataset->GetRasterBand(m_source.rgb_bands[0])->GetMaskBand();
  if (band->RasterIO(GF_Read, x, y, width, height, valid, width, height, GDT_Byte, 1, width, nullptr) !=
      CE_None)
    throw_failed(m_source.path, "its mask cannot be read");
  const std::uint8_t threshold = alpha ? 128 : 1;
  std::transform(valid, valid + columns * rows, valid, [=](std::uint8_t value) {
    return value >= threshold ? std::uint8_t{255} : std::uint8_t{0};
  });
}

}  // namespace pcrs::raster
