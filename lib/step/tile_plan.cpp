// SPDX-License-Identifier: Apache-2.0
#include "step/tile_plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace pcrs::step::tile {

namespace {

// Cells of the grid by column and row, north to south.
struct Cells {
  double first_column, last_column, first_row, last_row;
  double count() const {
    return std::max(0.0, last_column - first_column + 1) * std::max(0.0, last_row - first_row + 1);
  }
};

Cells cells_of(const raster::Box& box, const grid::GridSpec& grid) {
  const double side = static_cast<double>(grid.dalle_side_m), half = grid.gsd_m / 2;
  return {std::floor((box.west + half) / side), std::ceil((box.east - half) / side) - 1,
          -std::ceil((box.north - half) / side), -std::floor((box.south + half) / side) - 1};
}

class Index {
 public:
  explicit Index(const grid::Dallage& dallage) {
    for (std::size_t i = 0; i < dallage.size(); ++i) m_place[dallage[i].key] = i;
  }
  template <typename Each>
  bool each_touched(const Cells& cells, const grid::GridSpec& grid, const Each& each) const {
    // A source as large as a country touches fewer dalles than it has cells.
    if (cells.count() > static_cast<double>(m_place.size())) return each_of_all(cells, grid, each);
    bool any = false;
    for (double row = cells.first_row; row <= cells.last_row; ++row)
      for (double column = cells.first_column; column <= cells.last_column; ++column) {
        const auto found = m_place.find({static_cast<std::int64_t>(column) * grid.dalle_side_m,
                                         -static_cast<std::int64_t>(row) * grid.dalle_side_m});
        if (found == m_place.end()) continue;
        each(found->second);
        any = true;
      }
    return any;
  }

 private:
  template <typename Each>
  bool each_of_all(const Cells& cells, const grid::GridSpec& grid, const Each& each) const {
    bool any = false;
    for (const auto& [key, place] : m_place) {
      const double column = static_cast<double>(key.west_m / grid.dalle_side_m);
      const double row = static_cast<double>(-key.north_m / grid.dalle_side_m);
      if (column < cells.first_column || column > cells.last_column || row < cells.first_row ||
          row > cells.last_row)
        continue;
      each(place);
      any = true;
    }
    return any;
  }
  std::map<grid::DalleKey, std::size_t> m_place;
};

raster::Box within(const raster::Box& box, const grid::DalleKey& key, const grid::GridSpec& grid) {
  const double west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  const double side = static_cast<double>(grid.dalle_side_m);
  return {std::max(box.west, west), std::max(box.south, north - side), std::min(box.east, west + side),
          std::min(box.north, north)};
}

bool holds(const raster::Box& outer, const raster::Box& inner, double slack) {
  return outer.west <= inner.west + slack && outer.south <= inner.south + slack &&
         outer.east >= inner.east - slack && outer.north >= inner.north - slack;
}

void drop_hidden(Job& job, const std::vector<std::optional<Extent>>& extents, const grid::GridSpec& grid) {
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    const raster::Box shown = within(extents[job.inputs[i]]->bounds, job.key, grid);
    const bool hidden = std::any_of(
        job.inputs.begin() + static_cast<std::ptrdiff_t>(i) + 1, job.inputs.end(), [&](std::size_t later) {
          return extents[later]->opaque && holds(extents[later]->bounds, shown, grid.gsd_m / 2);
        });
    if (!hidden) seen.push_back(job.inputs[i]);
  }
  job.inputs = std::move(seen);
}

}  // namespace

Plan plan_jobs(const std::vector<std::optional<Extent>>& extents, const grid::Dallage& dallage,
               const grid::GridSpec& grid) {
  const Index index(dallage);
  std::map<std::size_t, std::vector<std::size_t>> touched;  // by place in the dallage: reading order
  Plan plan;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (!extents[i]) continue;
    if (!index.each_touched(cells_of(extents[i]->bounds, grid), grid,
                            [&](std::size_t place) { touched[place].push_back(i); }))
      plan.outside.push_back(i);
  }
  for (auto& [place, inputs] : touched) {
    plan.jobs.push_back({dallage[place].key, std::move(inputs)});
    drop_hidden(plan.jobs.back(), extents, grid);
  }
  return plan;
}

double reach_of(const Job& job, const std::vector<std::optional<Extent>>& extents,
                const grid::GridSpec& grid) {
  double area = 0;
  for (const std::size_t i : job.inputs) {
    const raster::Box box = within(extents[i]->bounds, job.key, grid);
    area += std::max(0.0, box.east - box.west) * std::max(0.0, box.north - box.south);
  }
  const double side = static_cast<double>(grid.dalle_side_m);
  return std::min(1.0, area / (side * side));
}

}  // namespace pcrs::step::tile
