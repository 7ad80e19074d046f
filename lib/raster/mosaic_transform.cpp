// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_transform.hpp"

#include <gdal.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"

namespace pcrs::raster {

void DeleteTransformation::operator()(OGRCoordinateTransformation* transformation) const {
  OGRCoordinateTransformation::DestroyCT(transformation);
}

namespace {

OGRSpatialReference spatial_reference(const std::string& text) {
  OGRSpatialReference reference;
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (reference.SetFromUserInput(text.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS_get()) !=
      OGRERR_NONE)
    throw_failed(text.substr(0, 40), "is no coordinate reference system");
  return reference;
}

void apply(const std::array<double, 6>& affine, double& x, double& y) {
  const double column = x, row = y;
  x = affine[0] + column * affine[1] + row * affine[2];
  y = affine[3] + column * affine[4] + row * affine[5];
}

}  // namespace

TransformationPtr make_transformation(const std::string& from, const std::string& to, double datum_m,
                                      std::string& why) {
  const GdalErrors errors;
  OGRCoordinateTransformationOptions options;
  options.SetBallparkAllowed(false);
  options.SetDesiredAccuracy(datum_m);
  const OGRSpatialReference source = spatial_reference(from);
  const OGRSpatialReference target = spatial_reference(to);
  TransformationPtr made(OGRCreateCoordinateTransformation(&source, &target, options));
  if (!made) why = errors.text();
  return made;
}

PixelTransform::PixelTransform(const MosaicSource& source, const Geometry& dalle, double datum_m)
    : m_source(source), m_dalle(dalle) {
  auto affine = m_source.to_crs;
  if (!GDALInvGeoTransform(affine.data(), m_from_crs.data()))
    throw_failed(source.path, "its geotransform cannot be inverted");
  if (!source.other_crs.empty()) {
    std::string why;
    m_to_source = make_transformation(dalle.crs, source.other_crs, datum_m, why);
    if (m_to_source) m_to_dalle = make_transformation(source.other_crs, dalle.crs, datum_m, why);
    if (!m_to_dalle) throw_failed(source.path, "cannot be brought to " + dalle.crs + ": " + why);
  }
  std::array<double, 3> x{dalle.width / 2.0, dalle.width / 2.0 + 1, dalle.width / 2.0};
  std::array<double, 3> y{dalle.height / 2.0, dalle.height / 2.0, dalle.height / 2.0 + 1};
  std::array<int, 3> ok{};
  if (!to_source(3, x.data(), y.data(), ok.data()))
    throw_failed(source.path, "the dalle has no image in its coordinate reference system");
  m_scale = std::max(std::hypot(x[1] - x[0], y[1] - y[0]), std::hypot(x[2] - x[0], y[2] - y[0]));
}

PixelTransform::~PixelTransform() = default;

void PixelTransform::set_origins(double dalle_x, double dalle_y, double source_x, double source_y) {
  m_dalle_x = dalle_x;
  m_dalle_y = dalle_y;
  m_source_x = source_x;
  m_source_y = source_y;
}

bool PixelTransform::to_source(int count, double* x, double* y, int* ok) const {
  for (int i = 0; i < count; ++i) {
    x[i] = m_dalle.west + (x[i] + m_dalle_x) * m_dalle.gsd_m;
    y[i] = m_dalle.north - (y[i] + m_dalle_y) * m_dalle.gsd_m;
    ok[i] = 1;
  }
  const bool all = !m_to_source || m_to_source->Transform(count, x, y, nullptr, ok) != 0;
  for (int i = 0; i < count; ++i) {
    apply(m_from_crs, x[i], y[i]);
    x[i] -= m_source_x;
    y[i] -= m_source_y;
  }
  return all;
}

bool PixelTransform::to_dalle(int count, double* x, double* y, int* ok) const {
  for (int i = 0; i < count; ++i) {
    x[i] += m_source_x;
    y[i] += m_source_y;
    apply(m_source.to_crs, x[i], y[i]);
    ok[i] = 1;
  }
  const bool all = !m_to_dalle || m_to_dalle->Transform(count, x, y, nullptr, ok) != 0;
  for (int i = 0; i < count; ++i) {
    x[i] = (x[i] - m_dalle.west) / m_dalle.gsd_m - m_dalle_x;
    y[i] = (m_dalle.north - y[i]) / m_dalle.gsd_m - m_dalle_y;
  }
  return all;
}

PixelTransform::Extent PixelTransform::extent_of(const std::array<int, 4>& window) const {
  // A map projection is smooth at this scale: the border of the window bounds its image.
  constexpr int steps = 10;
  std::vector<double> x, y;
  for (int i = 0; i <= steps; ++i) {
    const double along_x = window[0] + window[2] * double(i) / steps;
    const double along_y = window[1] + window[3] * double(i) / steps;
    x.insert(x.end(), {along_x, along_x, double(window[0]), double(window[0] + window[2])});
    y.insert(y.end(), {double(window[1]), double(window[1] + window[3]), along_y, along_y});
  }
  std::vector<int> ok(x.size());
  if (!to_source(static_cast<int>(x.size()), x.data(), y.data(), ok.data()))
    throw_failed(m_source.path, "the dalle has no image in its coordinate reference system");
  const auto [left, right] = std::minmax_element(x.begin(), x.end());
  const auto [top, bottom] = std::minmax_element(y.begin(), y.end());
  return {*left, *top, *right, *bottom};
}

std::array<int, 4> PixelTransform::source_window(const std::array<int, 4>& window, double margin) const {
  const Extent extent = extent_of(window);
  const auto cut = [](double value, int size) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  const int left = cut(std::floor(extent.left - margin), m_source.width);
  const int top = cut(std::floor(extent.top - margin), m_source.height);
  const int right = cut(std::ceil(extent.right + margin), m_source.width);
  const int bottom = cut(std::ceil(extent.bottom + margin), m_source.height);
  if (right <= left || bottom <= top) return {0, 0, 0, 0};
  return {left, top, right - left, bottom - top};
}

bool PixelTransform::covers_dalle(double margin) const {
  const Extent extent = extent_of({0, 0, m_dalle.width, m_dalle.height});
  return extent.left >= margin && extent.top >= margin && extent.right <= m_source.width - margin &&
         extent.bottom <= m_source.height - margin;
}

}  // namespace pcrs::raster
