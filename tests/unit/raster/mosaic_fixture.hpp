// SPDX-License-Identifier: Apache-2.0
// Small sources made on the spot, whose every pixel tells where it comes from.
#pragma once
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "raster/band_source.hpp"
#include "raster/gdal_session.hpp"
#include "raster/mosaic.hpp"

namespace pcrs::raster::test {

using Pixel = std::array<std::uint8_t, 3>;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "pcrs-mosaic-XXXXXX").string();
    m_path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(m_path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (m_path / name).string(); }

 private:
  std::filesystem::path m_path;
};

struct Made {
  int width = 64, height = 64;
  double west = 1000, north = 2000, pixel_x = 0.5, pixel_y = -0.5;
  int epsg = 2154;
  int bands = 3;
  std::vector<std::string> options{};
  GDALDataType type = GDT_Byte;
  double nodata = -1;
  std::function<Pixel(int, int)> colour = [](int x, int y) {
    return Pixel{static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 7};
  };
  std::function<int(int, int)> alpha{};  ///< fourth band, or the mask where bands is 3
};

// `first` and every fourth byte after it.
inline void write_row(GDALRasterBand* band, int y, std::uint8_t* first) {
  const int width = band->GetXSize();
  if (band->RasterIO(GF_Write, 0, y, width, 1, first, width, 1, GDT_Byte, 4, 0, nullptr) != CE_None)
    throw std::runtime_error("the test cannot write its source");
}

inline std::string make(const std::string& path, const Made& made) {
  start_gdal();
  CPLStringList options;
  for (const std::string& option : made.options) options.AddString(option.c_str());
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  DatasetPtr dataset(
      driver->Create(path.c_str(), made.width, made.height, made.bands, made.type, options.List()));
  std::array<double, 6> affine{made.west, made.pixel_x, 0, made.north, 0, made.pixel_y};
  dataset->SetGeoTransform(affine.data());
  if (made.epsg) {
    OGRSpatialReference reference;
    reference.importFromEPSG(made.epsg);
    dataset->SetSpatialRef(&reference);
  }
  if (made.nodata >= 0)
    for (int band = 1; band <= made.bands; ++band) dataset->GetRasterBand(band)->SetNoDataValue(made.nodata);
  CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES");
  if (made.alpha && made.bands == 3) dataset->CreateMaskBand(GMF_PER_DATASET);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(made.width) * 4);
  for (int y = 0; y < made.height; ++y) {
    for (int x = 0; x < made.width; ++x) {
      const Pixel pixel = made.colour(x, y);
      std::copy(pixel.begin(), pixel.end(), row.begin() + x * 4);
      row[static_cast<std::size_t>(x) * 4 + 3] =
          made.alpha ? static_cast<std::uint8_t>(made.alpha(x, y)) : 255;
    }
    for (int band = 1; band <= made.bands; ++band)
      write_row(dataset->GetRasterBand(band), y, row.data() + band - 1);
    if (made.alpha && made.bands == 3) write_row(dataset->GetRasterBand(1)->GetMaskBand(), y, row.data() + 3);
  }
  return path;
}

struct MosaicImage {
  int width = 0;
  std::vector<std::uint8_t> rgb, valid;
  Pixel at(int x, int y) const {
    const auto i = static_cast<std::size_t>(y * width + x) * 3;
    return {rgb[i], rgb[i + 1], rgb[i + 2]};
  }
  bool is_valid(int x, int y) const {
    return valid.empty() || valid[static_cast<std::size_t>(y * width + x)] == 255;
  }
};

/// The whole dalle, `step` rows at a time.
inline MosaicImage read_all(Mosaic& mosaic, int step) {
  const Geometry& geometry = mosaic.geometry();
  const auto width = static_cast<std::size_t>(geometry.width),
             height = static_cast<std::size_t>(geometry.height);
  MosaicImage image{geometry.width, std::vector<std::uint8_t>(width * height * 3), {}};
  if (mosaic.has_mask()) image.valid.resize(width * height);
  for (int row = 0; row < geometry.height; row += step) {
    const auto rows = static_cast<std::size_t>(std::min(step, geometry.height - row));
    const std::size_t at = static_cast<std::size_t>(row) * width;
    mosaic.read_rows(
        static_cast<int>(rows), std::span(image.rgb).subspan(at * 3, rows * width * 3),
        mosaic.has_mask() ? std::span(image.valid).subspan(at, rows * width) : std::span<std::uint8_t>{});
  }
  return image;
}

inline const Geometry dalle{128, 128, 1000, 2000, 0.5, "EPSG:2154"};

/// Inspects the files and lays them, in order.
struct Laid {
  explicit Laid(const std::vector<std::string>& paths, const MosaicOptions& options = {},
                const Geometry& geometry = dalle) {
    for (const std::string& path : paths) {
      inspections.push_back(inspect_source(path, geometry.crs, geometry.gsd_m, options));
      if (!inspections.back().source) faults.push_back(inspections.back().findings.back());
    }
    std::vector<const MosaicSource*> sources;
    for (const Inspection& inspection : inspections)
      if (inspection.source) sources.push_back(&*inspection.source);
    mosaic.emplace(geometry, sources, options);
  }
  std::vector<Inspection> inspections;
  std::vector<Finding> faults;
  std::optional<Mosaic> mosaic;
};

}  // namespace pcrs::raster::test
