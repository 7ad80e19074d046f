// SPDX-License-Identifier: Apache-2.0
#include "serve/imagery.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/error.hpp"
#include "format/mosaic_index.hpp"
#include "raster/cog_writer.hpp"

namespace pcrs::serve {

namespace {

constexpr std::size_t indexes_max_bytes = std::size_t{32} << 20;
constexpr double edge_m = 1e-6;
const std::string mosaic_path = std::string("/") + format::layout::mosaic_index;

std::atomic<std::uint64_t> generations{0};

raster::CogPlan plan_of(const grid::GridSpec& grid) {
  return raster::plan_layout(grid.pixels_a_side(), grid.pixels_a_side(), raster::Layout::aligned);
}

// Steps of 1, 2, 5 where the dalles' own levels are powers of two that no grid of tiles shares.
std::vector<int> round_factors(const grid::GridSpec& grid) {
  std::vector<int> factors;
  for (const int factor : {2, 5, 10, 20, 50, 100})
    if (grid.gsd_m * factor < grid::mosaic_sheet_cell_m(grid) * 0.99) factors.push_back(factor);
  return factors;
}

bool overlap(const std::array<double, 4>& a, const std::array<double, 4>& b) {
  return a[0] < b[2] - edge_m && a[2] > b[0] + edge_m && a[1] < b[3] - edge_m && a[3] > b[1] + edge_m;
}

std::vector<format::MosaicFile> without_gone(std::vector<format::MosaicFile> mosaic, const Gone& gone) {
  std::erase_if(mosaic, [&](const format::MosaicFile& file) { return gone.is_withdrawn(file.path); });
  return mosaic;
}

}  // namespace

Imagery::Imagery(const chantier::Chantier& chantier, IndexPtr index,
                 const std::vector<format::MosaicFile>& mosaic)
    : m_generation(++generations),
      m_index(std::move(index)),
      m_grid(m_index->site().grid),  // that of the publication; the chantier's may be for the next one
      m_mosaic(without_gone(mosaic, m_index->gone())) {
  const raster::CogPlan plan = plan_of(m_grid);
  m_aligned = plan.aligned;
  m_matrices = m_aligned ? grid::tile_matrices(m_grid, plan.block_px, plan.factors)
                         : grid::tile_matrices(m_grid, grid::mosaic_block_px, round_factors(m_grid));
  if (mosaic.empty())
    m_first_matrix = static_cast<std::size_t>(std::count_if(
        m_matrices.begin(), m_matrices.end(), [](const grid::TileMatrix& matrix) { return matrix.mosaic; }));
  const auto& years = millesimes();
  const bool has_own = std::count(years.begin(), years.end(), chantier.millesime) > 0;
  m_current = has_own || years.empty() ? chantier.millesime : years.back();
}

grid::Extent Imagery::extent(int millesime) const {
  grid::Extent extent;
  bool first = true;
  for (const std::size_t number : m_index->find({{}, {millesime}, {}, {}})) {
    const grid::Bounds square = m_index->square(number);
    const grid::Extent one{std::llround(square[0]), std::llround(square[1]), std::llround(square[2]),
                           std::llround(square[3])};
    extent = first ? one
                   : grid::Extent{std::min(extent.west_m, one.west_m), std::min(extent.south_m, one.south_m),
                                  std::max(extent.east_m, one.east_m), std::max(extent.north_m, one.north_m)};
    first = false;
  }
  return extent;
}

std::vector<Picture> Imagery::pictures(int millesime, const grid::TileMatrix& matrix,
                                       const std::array<double, 4>& bounds) const {
  std::vector<Picture> pictures;
  const auto add = [&](std::string path, const std::array<double, 4>& box, double gsd_m, std::string dalle) {
    const raster::Geometry placed{static_cast<int>(std::llround((box[2] - box[0]) / gsd_m)),
                                  static_cast<int>(std::llround((box[3] - box[1]) / gsd_m)),
                                  box[0],
                                  box[3],
                                  gsd_m,
                                  m_grid.crs};
    pictures.push_back({std::move(path), placed, std::move(dalle)});
  };
  if (matrix.mosaic) {
    for (const format::MosaicFile& file : m_mosaic) {
      const auto& cells = file.cells_m;
      const std::array<double, 4> box{double(file.extent.west_m), double(file.extent.south_m),
                                      double(file.extent.east_m), double(file.extent.north_m)};
      if (file.millesime == millesime && overlap(box, bounds) &&
          std::any_of(cells.begin(), cells.end(),
                      [&](double c) { return std::abs(c - matrix.cell_m) < edge_m; }))
        add(file.path, box, cells.front(), "");
    }
    return pictures;
  }
  const auto side = static_cast<double>(m_grid.dalle_side_m);
  for (double north = std::ceil((bounds[3] - edge_m) / side) * side; north > bounds[1] + edge_m;
       north -= side)
    for (double west = std::floor((bounds[0] + edge_m) / side) * side; west < bounds[2] - edge_m;
         west += side) {
      const grid::DalleKey key{std::llround(west), std::llround(north)};
      if (const auto number = m_index->find(key, millesime))
        add(format::layout::dalle_path(m_index->dalle(*number)), {west, north - side, west + side, north},
            m_grid.gsd_m, grid::key_text(key, m_grid));
    }
  return pictures;
}

bool Imagery::withholds(int millesime, const std::array<double, 4>& bounds) const {
  return m_index->withholds({millesime}, bounds);
}

std::optional<format::PublicDalle> Imagery::dalle_at(int millesime, double x, double y) const {
  const auto side = static_cast<double>(m_grid.dalle_side_m);
  const grid::DalleKey key{std::llround(std::floor(x / side) * side),
                           std::llround(std::ceil(y / side) * side)};
  const auto number = m_index->find(key, millesime);
  return number ? std::optional(m_index->dalle(*number)) : std::nullopt;
}

ImageryKeeper::Mosaic ImageryKeeper::look() const {
  Mosaic mosaic{m_service->site.open(mosaic_path), 0};
  if (mosaic.entry) mosaic.modified_ns = mosaic.entry->modified_ns;
  return mosaic;
}

ImageryPtr ImageryKeeper::at_hand() const {
  const IndexPtr index = m_index.at_hand();
  if (!index) return nullptr;
  const std::int64_t modified_ns = look().modified_ns;
  const std::unique_lock lock(m_mutex, std::try_to_lock);
  return lock && m_imagery && m_of == index && m_mosaic_ns == modified_ns ? m_imagery : nullptr;
}

ImageryPtr ImageryKeeper::current() const {
  const IndexPtr index = m_index.current();
  const auto [entry, modified_ns] = look();
  const std::lock_guard lock(m_mutex);
  if (m_imagery && m_of == index && m_mosaic_ns == modified_ns) return m_imagery;
  std::vector<format::MosaicFile> mosaic;
  if (entry) mosaic = format::parse_mosaic_index(whole_text(*entry, mosaic_path), mosaic_path);
  m_imagery = std::make_shared<const Imagery>(m_service->chantier, index, mosaic);
  m_of = index;
  m_mosaic_ns = modified_ns;
  return m_imagery;
}

CogIndexes::Ptr CogIndexes::at_hand(const std::string& path, const SiteEntry& entry) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_by_path.find(path);
  if (found == m_by_path.end() || found->second->size_bytes != entry.size_bytes ||
      found->second->modified_ns != entry.modified_ns)
    return nullptr;
  m_kept.splice(m_kept.begin(), m_kept, found->second);
  return found->second->index;
}

CogIndexes::Ptr CogIndexes::of(const std::string& path, const SiteEntry& entry) {
  if (Ptr known = at_hand(path, entry)) return known;
  Ptr index;
  try {
    index = std::make_shared<const raster::CogIndex>(raster::read_cog_index(entry.file.number(), path));
  } catch (const Error&) {  // whoever reads its pixels says what is wrong with it
    index = std::make_shared<const raster::CogIndex>();
  }
  const std::lock_guard lock(m_mutex);
  if (const auto old = m_by_path.find(path); old != m_by_path.end()) {
    m_bytes -= old->second->index->size_bytes();
    m_kept.erase(old->second);
    m_by_path.erase(old);
  }
  m_kept.push_front({path, entry.size_bytes, entry.modified_ns, index});
  m_by_path[path] = m_kept.begin();
  m_bytes += index->size_bytes();
  while (m_bytes > indexes_max_bytes && m_kept.size() > 1) {
    m_bytes -= m_kept.back().index->size_bytes();
    m_by_path.erase(m_kept.back().path);
    m_kept.pop_back();
  }
  return index;
}

MadeTilePtr TileCache::find(const std::string& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_by_key.find(key);
  if (found == m_by_key.end()) return nullptr;
  m_entries.splice(m_entries.begin(), m_entries, found->second);
  return found->second->second;
}

void TileCache::keep(const std::string& key, MadeTilePtr tile) {
  const std::lock_guard lock(m_mutex);
  if (m_by_key.count(key) == 1) return;
  m_bytes += key.size() + tile->bytes.size();
  m_entries.emplace_front(key, std::move(tile));
  m_by_key[key] = m_entries.begin();
  while (m_bytes > m_most_bytes && m_entries.size() > 1) {
    m_bytes -= m_entries.back().first.size() + m_entries.back().second->bytes.size();
    m_by_key.erase(m_entries.back().first);
    m_entries.pop_back();
  }
}

}  // namespace pcrs::serve
