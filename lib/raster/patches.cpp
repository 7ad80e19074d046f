// SPDX-License-Identifier: Apache-2.0
#include "raster/patches.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

constexpr int largest_step = 16;  // of reduce()

std::size_t area(int width, int height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

// One level of a dataset: -1 is full resolution.
GDALRasterBand* level_of(GDALDataset& dataset, int band, int level) {
  GDALRasterBand* full = dataset.GetRasterBand(band);
  return level < 0 ? full : full->GetOverview(level);
}

// Side of the smallest level that is a whole multiple of `side`; `level` is set to it.
int exact_side(GDALDataset& dataset, int side, int& level) {
  int best = 0;
  for (int i = -1; i < dataset.GetRasterBand(1)->GetOverviewCount(); ++i) {
    const int width = level_of(dataset, 1, i)->GetXSize(), height = level_of(dataset, 1, i)->GetYSize();
    if (width != height || width % side != 0 || width / side > largest_step) continue;
    if (best != 0 && width >= best) continue;
    best = width;
    level = i;
  }
  return best;
}

// A whole level in `rgb` and `valid` of side × side pixels; GDAL averages where the level has other sides.
CPLErr read_level(GDALDataset& dataset, int level, const Rows& to) {
  GDALRasterIOExtraArg extra;
  INIT_RASTERIO_EXTRA_ARG(extra);
  extra.eResampleAlg = GRIORA_Average;
  CPLErr result = CE_None;
  for (int band = 1; band <= 3 && result == CE_None; ++band) {
    GDALRasterBand* from = level_of(dataset, band, level);
    result = from->RasterIO(GF_Read, 0, 0, from->GetXSize(), from->GetYSize(), to.rgb + (band - 1), to.width,
                            to.rows, GDT_Byte, 3, 3 * static_cast<GSpacing>(to.width), &extra);
  }
  GDALRasterBand* from = level_of(dataset, 1, level);
  if (result != CE_None || from->GetMaskFlags() == GMF_ALL_VALID) return result;
  return from->GetMaskBand()->RasterIO(GF_Read, 0, 0, from->GetXSize(), from->GetYSize(), to.valid, to.width,
                                       to.rows, GDT_Byte, 1, to.width, &extra);
}

void whiten(const Rows& rows) {
  for (std::size_t i = 0; i < area(rows.width, rows.rows); ++i) {
    rows.valid[i] = rows.valid[i] != 0 ? 255 : 0;
    if (rows.valid[i] == 0) std::memset(rows.rgb + 3 * i, 255, 3);
  }
}

}  // namespace

void read_shrunk(const std::string& path, const Rows& to) {
  const DatasetPtr dataset = open_dataset(path);
  if (dataset->GetRasterCount() < 3) throw_failed(path, "has not three bands");
  int level = -1;
  const int side = exact_side(*dataset, to.width, level);
  const bool exact = side != 0;
  const int read_side = exact ? side : to.width;
  std::vector<std::uint8_t> rgb(3 * area(read_side, read_side)), valid(area(read_side, read_side), 255);
  const Rows rows{rgb.data(), valid.data(), read_side, read_side};
  const GdalErrors errors;
  if (read_level(*dataset, level, rows) != CE_None || errors.any())
    throw_failed(path, "cannot be read: " + errors.text());
  whiten(rows);
  if (exact && side != to.width) return reduce(rows, side / to.width, to);
  std::memcpy(to.rgb, rgb.data(), rgb.size());
  std::memcpy(to.valid, valid.data(), valid.size());
}

PatchSource::PatchSource(Geometry geometry, int patch_px, Patches patches, unsigned jobs)
    : m_geometry(std::move(geometry)),
      m_patch_px(patch_px),
      m_patches(std::move(patches)),
      m_jobs(jobs),
      m_rgb(3 * area(m_geometry.width, patch_px)),
      m_valid(area(m_geometry.width, patch_px)) {
  if (m_geometry.width % patch_px != 0 || m_geometry.height % patch_px != 0)
    throw_failed("mosaic", "does not hold whole patches");
}

void PatchSource::read_patch_row(int row) {
  std::fill(m_rgb.begin(), m_rgb.end(), std::uint8_t{255});
  std::fill(m_valid.begin(), m_valid.end(), std::uint8_t{0});
  std::vector<std::pair<int, const std::string*>> patches;
  for (auto it = m_patches.lower_bound({row, 0}); it != m_patches.end() && it->first.first == row; ++it)
    patches.emplace_back(it->first.second, &it->second);
  const auto side = static_cast<std::size_t>(m_patch_px), width = static_cast<std::size_t>(m_geometry.width);
  parallel_for(patches.size(), m_jobs, [&](std::size_t i) {
    interrupt::check();
    std::vector<std::uint8_t> rgb(3 * side * side), valid(side * side);
    read_shrunk(*patches[i].second, {rgb.data(), valid.data(), m_patch_px, m_patch_px});
    const std::size_t at = static_cast<std::size_t>(patches[i].first) * side;
    for (std::size_t y = 0; y < side; ++y) {
      std::memcpy(&m_rgb[3 * (y * width + at)], &rgb[3 * y * side], 3 * side);
      std::memcpy(&m_valid[y * width + at], &valid[y * side], side);
    }
  });
}

void PatchSource::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  const auto width = static_cast<std::size_t>(m_geometry.width);
  for (int i = 0; i < rows; ++i, ++m_row) {
    const int within = m_row % m_patch_px;
    if (within == 0) read_patch_row(m_row / m_patch_px);
    const auto from = static_cast<std::size_t>(within) * width, to = static_cast<std::size_t>(i) * width;
    std::memcpy(&rgb[3 * to], &m_rgb[3 * from], 3 * width);
    std::memcpy(&valid[to], &m_valid[from], width);
  }
}

}  // namespace pcrs::raster
