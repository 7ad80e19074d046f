// SPDX-License-Identifier: Apache-2.0
// Images made for the tests of the COG writer, and independent ways to say what must come out.
#pragma once
#include <gdal_priv.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "raster/cog_writer.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::test {

/// Pixels and validity of a whole image.
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb, valid;
};

/// Smooth hills with grain, as photographs have. Invalid where `masked` says so.
template <typename Masked>
Image make_image(int width, int height, Masked masked) {
  Image image{width, height, {}, {}};
  std::uint32_t grain = 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool valid = !masked(x, y);
      image.valid.push_back(valid ? 255 : 0);
      for (int channel = 0; channel < 3; ++channel) {
        grain = grain * 1664525U + 1013904223U;
        const double hill = 120 + 60 * std::sin(x * 0.031 + channel) * std::cos(y * 0.017);
        image.rgb.push_back(valid ? static_cast<std::uint8_t>(hill + (grain >> 27)) : 255);
      }
    }
  }
  return image;
}
inline Image make_image(int width, int height) {
  return make_image(width, height, [](int, int) { return false; });
}

class ImageSource : public raster::BandSource {
 public:
  ImageSource(const Image& image, bool has_mask) : m_image(image), m_has_mask(has_mask) {
    m_geometry.width = image.width;
    m_geometry.height = image.height;
    m_geometry.west = 579000;
    m_geometry.north = 6375000;
    m_geometry.gsd_m = 0.05;
  }
  const raster::Geometry& geometry() const override { return m_geometry; }
  bool has_mask() const override { return m_has_mask; }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override {
    const auto at = static_cast<std::ptrdiff_t>(m_row) * m_image.width;
    const auto count = static_cast<std::ptrdiff_t>(rows) * m_image.width;
    REQUIRE(rgb.size() == static_cast<std::size_t>(3 * count));
    REQUIRE(valid.size() == static_cast<std::size_t>(m_has_mask ? count : 0));
    std::copy_n(m_image.rgb.begin() + 3 * at, 3 * count, rgb.begin());
    if (m_has_mask) std::copy_n(m_image.valid.begin() + at, count, valid.begin());
    m_row += rows;
  }
  int rows_read() const { return m_row; }

 private:
  const Image& m_image;
  const bool m_has_mask;
  raster::Geometry m_geometry;
  int m_row = 0;
};

/// The slow and plain average that every overview must equal.
inline Image average(const Image& from, int step) {
  Image to{(from.width + step - 1) / step, (from.height + step - 1) / step, {}, {}};
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      double sum[3] = {0, 0, 0}, count = 0;
      for (int row = y * step; row < std::min((y + 1) * step, from.height); ++row) {
        for (int column = x * step; column < std::min((x + 1) * step, from.width); ++column) {
          const auto at = static_cast<std::size_t>(row * from.width + column);
          if (from.valid[at] == 0) continue;
          count += 1;
          for (std::size_t i = 0; i < 3; ++i) sum[i] += from.rgb[3 * at + i];
        }
      }
      to.valid.push_back(count > 0 ? 255 : 0);
      for (const double channel : sum)
        to.rgb.push_back(count > 0 ? static_cast<std::uint8_t>(std::floor(channel / count + 0.5)) : 255);
    }
  }
  return to;
}

/// A file for one test, removed at its end.
class TemporaryFile {
 public:
  explicit TemporaryFile(Bytes bytes = {})
      : m_path(std::filesystem::temp_directory_path() /
               ("pcrs-test." + std::to_string(::getpid()) + "." + std::to_string(s_count++) + ".tif")) {
    const auto text = as_text(bytes);
    std::ofstream(m_path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  ~TemporaryFile() { std::filesystem::remove(m_path); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path() const { return m_path.string(); }

 private:
  static inline int s_count = 0;
  std::filesystem::path m_path;
};

/// Level `overview` (-1: full resolution) as GDAL reads it.
inline Image read_level(GDALDataset& dataset, int overview) {
  const auto band = [&](int number) {
    GDALRasterBand* const full = dataset.GetRasterBand(number);
    return overview < 0 ? full : full->GetOverview(overview);
  };
  Image image{band(1)->GetXSize(), band(1)->GetYSize(), {}, {}};
  const auto pixels = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  image.rgb.resize(3 * pixels);
  image.valid.resize(pixels);
  for (int i = 0; i < 3; ++i)
    REQUIRE(band(i + 1)->RasterIO(GF_Read, 0, 0, image.width, image.height, image.rgb.data() + i, image.width,
                                  image.height, GDT_Byte, 3, 3 * static_cast<GSpacing>(image.width),
                                  nullptr) == CE_None);
  REQUIRE(band(1)->GetMaskBand()->RasterIO(GF_Read, 0, 0, image.width, image.height, image.valid.data(),
                                           image.width, image.height, GDT_Byte, 0, 0, nullptr) == CE_None);
  return image;
}

}  // namespace pcrs::test
