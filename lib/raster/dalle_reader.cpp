// SPDX-License-Identifier: Apache-2.0
#include "raster/dalle_reader.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/jpeg_codec.hpp"
#include "raster/jpeg_stored.hpp"
#include "raster/mosaic_source.hpp"
#include "raster/mosaic_vrt.hpp"

namespace pcrs::raster {

namespace {

constexpr double square_px = 0.1;  // what width and height of the pixel may differ by, over the whole dalle

std::vector<std::byte> bytes_of_hex(std::string_view hex) {
  std::vector<std::byte> bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return bytes;
}

std::optional<std::uint64_t> tiff_number(GDALDataset& dataset, const char* item) {
  const char* const text = dataset.GetRasterBand(1)->GetMetadataItem(item, "TIFF");
  return text ? to_number<std::uint64_t>(text) : std::nullopt;
}

// Where there is no JPEGTABLES, each block has its tables.
std::vector<std::byte> first_block(GDALDataset& dataset, const std::string& path) {
  constexpr std::uint64_t enough_bytes = 4096;
  const auto offset = tiff_number(dataset, "BLOCK_OFFSET_0_0"), size = tiff_number(dataset, "BLOCK_SIZE_0_0");
  if (!offset || !size) return {};
  std::vector<std::byte> bytes(std::min(*size, enough_bytes));
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(*offset));
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

std::optional<double> jpeg_quality_of(const std::string& path) {
  const GdalErrors quiet;
  const DatasetPtr dataset = open_dataset(path, Formats::imagery_and_vrt);
  const char* const compression = dataset->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE");
  if (!compression || std::string_view(compression).find("JPEG") == std::string_view::npos)
    return std::nullopt;
  const char* const tables = dataset->GetRasterBand(1)->GetMetadataItem("JPEGTABLES", "TIFF");
  std::optional<QuantTable> luma;
  if (tables) luma = luma_table_of(bytes_of_hex(tables));
  if (!luma) luma = luma_table_of(first_block(*dataset, path));
  return luma ? std::optional(estimated_quality(*luma)) : std::nullopt;
}

class FileDalle : public DalleSource {
 public:
  FileDalle(const MosaicSource& source, Geometry geometry)
      : m_geometry(std::move(geometry)),
        m_has_mask(source.validity != Validity::all),
        m_jpeg_quality(jpeg_quality_of(source.path)),
        m_reader(source) {
    if (m_jpeg_quality && source.validity == Validity::all && !source.bottom_up && !is_vrt(source.path))
      m_jpeg = StoredJpeg::open(source.path, source.width, source.height);
  }
  const Geometry& geometry() const override { return m_geometry; }
  bool has_mask() const override { return m_has_mask; }
  std::optional<double> jpeg_quality() const override { return m_jpeg_quality; }
  bool keep_jpeg(bool keep) override {
    m_keep = keep && m_jpeg;
    return m_keep == keep;
  }
  const QuantTables* kept_jpeg() const override { return m_keep ? &m_jpeg->quant() : nullptr; }
  void swap_coefficients(Coefficients& into) override { std::swap(m_coefficients, into); }
  void rewind() override {
    m_row = 0;
    if (m_jpeg) m_jpeg->rewind();
  }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override {
    if (m_keep)
      m_jpeg->read_rows(rows, rgb, m_coefficients);
    else
      read_at(m_row, rows, rgb, valid);
    m_row += rows;
  }
  void read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override {
    const auto row_bytes = static_cast<std::size_t>(m_geometry.width) * 3;
    m_reader.read(0, row, m_geometry.width, rows, rgb.data(), row_bytes, m_has_mask ? valid.data() : nullptr);
    for (std::size_t i = 0; i < valid.size(); ++i)
      if (valid[i] == 0) std::fill_n(rgb.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, std::uint8_t{255});
  }

 private:
  const Geometry m_geometry;
  const bool m_has_mask;
  const std::optional<double> m_jpeg_quality;
  SourceReader m_reader;
  std::unique_ptr<StoredJpeg> m_jpeg;  // where its blocks can be carried over
  bool m_keep = false;
  Coefficients m_coefficients;
  int m_row = 0;
};

// What writers leave of 0.2 after dividing an extent: 0.19999999999963.
double without_noise(double gsd_m, int side_px) {
  const double clean = std::round(gsd_m * 1e6) / 1e6;
  return std::abs(clean - gsd_m) * side_px < 1e-3 * gsd_m ? clean : gsd_m;
}

// Why the image is no dalle although it could be a source of a mosaic.
std::optional<Finding> misfit(const MosaicSource& source, const DalleOptions& options) {
  const auto& affine = source.to_crs;
  const int side_px = std::max(source.width, source.height);
  if (!source.other_crs.empty())
    return Finding{source.path, "crs.other",
                   "is not in " + options.crs + "; pcrs-tile reprojects it into a dalle of the grid"};
  if (affine[2] != 0 || affine[4] != 0 || affine[1] <= 0)
    return Finding{source.path, "georef.rotated",
                   "is rotated or mirrored; pcrs-tile brings it to a dalle of the grid"};
  if (std::abs(affine[1] + affine[5]) * side_px > square_px * affine[1])
    return Finding{source.path, "georef.not_square",
                   "its pixel is " + number_text(affine[1]) + " m by " + number_text(-affine[5]) +
                       " m; pcrs-tile brings it to a dalle of the grid"};
  return std::nullopt;
}

Geometry geometry_of(const MosaicSource& source, const std::string& crs) {
  const auto& affine = source.to_crs;
  const double gsd_m = affine[1] == -affine[5] ? affine[1] : (affine[1] - affine[5]) / 2;
  return {source.width,
          source.height,
          affine[0],
          affine[3],
          without_noise(gsd_m, std::max(source.width, source.height)),
          crs};
}

bool lies_on(const Geometry& image, const Geometry& dalle) {
  const double tenth_m = dalle.gsd_m / 10;
  const auto near = [&](double one, double other) { return std::abs(one - other) <= tenth_m; };
  return image.width == dalle.width && image.height == dalle.height && near(image.west, dalle.west) &&
         near(image.north, dalle.north) &&
         near(image.west + image.width * image.gsd_m, dalle.west + dalle.width * dalle.gsd_m);
}

}  // namespace

bool keep_jpeg_below(DalleSource& source, double quality) {
  const auto stored = source.jpeg_quality();
  const bool worth = stored && quality >= *stored;
  return source.keep_jpeg(worth) && worth;
}

OpenedDalle open_dalle(const std::string& path, const DalleOptions& options) {
  MosaicOptions any_size;
  any_size.misaligned_px = 0;
  any_size.accept_realisations = options.accept_realisations;
  any_size.crs_when_missing = options.crs_when_missing;
  Inspection inspection = inspect_source(path, options.crs, std::numeric_limits<double>::max() / 2, any_size);
  OpenedDalle opened{nullptr, std::move(inspection.findings)};
  if (!inspection.source) return opened;
  if (const auto finding = misfit(*inspection.source, options)) {
    opened.findings.push_back(*finding);
    return opened;
  }
  const Geometry own = geometry_of(*inspection.source, options.crs);
  if (options.dalle && !lies_on(own, *options.dalle))
    opened.findings.push_back({path, "georef.other", "is not the dalle of the grid that it should be"});
  else
    opened.source = std::make_unique<FileDalle>(*inspection.source, options.dalle.value_or(own));
  return opened;
}

}  // namespace pcrs::raster
