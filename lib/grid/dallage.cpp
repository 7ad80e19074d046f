// SPDX-License-Identifier: Apache-2.0
#include "grid/dallage.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "base/error.hpp"
#include "grid/feature_check.hpp"

namespace pcrs::grid {

namespace {

constexpr double least_share = 1e-9;
constexpr std::size_t most_cells = 20'000'000;
constexpr std::size_t most_pieces = 50'000'000;
constexpr double farthest_cell = 1e8;  // columns and rows beyond are no coordinates of the Earth

/// What a piece of boundary does in its row of cells, as in the drawing of filled outlines: `area` inside its
/// own column, `cover` in all columns east of it, both in cells.
struct Piece {
  std::int64_t column;
  double area, cover;
};

/// Exact areas of polygons in the cells of a grid, in cell units.
class Coverage {
 public:
  explicit Coverage(double side_m) : m_side(side_m) {}

  void add(const Polygon& polygon) {
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const bool is_outer = i == 0;
      const double sign = (signed_area(polygon[i]) > 0) == is_outer ? 1 : -1;
      for (std::size_t j = 1; j < polygon[i].size(); ++j)
        add_edge(to_cells(polygon[i][j - 1]), to_cells(polygon[i][j]), sign);
    }
  }

  /// Calls `each(column, row, share)` north to south, then west to east.
  template <typename Each>
  void cells(Each each) {
    for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row) {
      auto& pieces = row->second;
      std::stable_sort(pieces.begin(), pieces.end(),
                       [](const Piece& a, const Piece& b) { return a.column < b.column; });
      sweep(row->first, pieces, each);
    }
  }

 private:
  Point to_cells(const Point& point) const {
    const Point cells{point.x / m_side, point.y / m_side};
    if (!(std::abs(cells.x) < farthest_cell && std::abs(cells.y) < farthest_cell))
      throw_usage("footprint", "holds a point that lies nowhere on the grid; check its CRS");
    return cells;
  }

  static Point at_y(const Point& a, const Point& b, double y) {
    return {a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)), y};
  }

  void add_edge(const Point& a, const Point& b, double sign) {
    if (a.y == b.y) return;
    const Point& low = a.y < b.y ? a : b;
    const Point& high = a.y < b.y ? b : a;
    // A counter-clockwise outline has its inside to the east of the edges that run down.
    const double direction = a.y < b.y ? -sign : sign;
    const auto first = static_cast<std::int64_t>(std::floor(low.y));
    const auto last = static_cast<std::int64_t>(std::ceil(high.y)) - 1;
    Point from = low;
    for (std::int64_t row = first; row <= last; ++row) {
      const Point to = row == last ? high : at_y(low, high, static_cast<double>(row + 1));
      add_row_piece(row, from, to, direction);
      from = to;
    }
  }

  void add_row_piece(std::int64_t row, const Point& a, const Point& b, double direction) {
    auto& pieces = m_rows[row];
    const Point& west = a.x < b.x ? a : b;
    const Point& east = a.x < b.x ? b : a;
    const double height = std::abs(b.y - a.y);
    const auto first = static_cast<std::int64_t>(std::floor(west.x));
    const auto last = std::max(first, static_cast<std::int64_t>(std::ceil(east.x)) - 1);
    const double width = east.x - west.x;
    for (std::int64_t column = first; column <= last; ++column) {
      if (++m_pieces > most_pieces)
        throw_usage("footprint", "crosses too many dalles; check its CRS and grid.dalle_side_m");
      const double left = std::max(west.x, static_cast<double>(column));
      const double right = std::min(east.x, static_cast<double>(column + 1));
      const double cover = direction * (width > 0 ? height * ((right - left) / width) : height);
      pieces.push_back({column, cover * (static_cast<double>(column + 1) - (left + right) / 2), cover});
    }
  }

  template <typename Each>
  static void sweep(std::int64_t row, const std::vector<Piece>& pieces, Each& each) {
    double cover = 0;
    for (std::size_t i = 0; i < pieces.size();) {
      const std::int64_t column = pieces[i].column;
      double share = cover;
      for (; i < pieces.size() && pieces[i].column == column; ++i) {
        share += pieces[i].area;
        cover += pieces[i].cover;
      }
      tell(column, row, share, each);
      if (i == pieces.size() || cover <= least_share) continue;
      for (std::int64_t between = column + 1; between < pieces[i].column; ++between)
        tell(between, row, cover, each);
    }
  }

  template <typename Each>
  static void tell(std::int64_t column, std::int64_t row, double share, Each& each) {
    if (share > least_share) each(column, row, share > 1 - least_share ? 1 : share);
  }

  double m_side;
  std::size_t m_pieces = 0;
  std::map<std::int64_t, std::vector<Piece>> m_rows;
};

}  // namespace

Dallage dallage_of(const Polygons& territory, const GridSpec& grid) {
  Coverage coverage(static_cast<double>(grid.dalle_side_m));
  for (const Polygon& polygon : territory) coverage.add(polygon);
  Dallage dallage;
  coverage.cells([&](std::int64_t column, std::int64_t row, double share) {
    if (dallage.size() >= most_cells)
      throw_usage("footprint", "touches more than 20 million dalles of " + std::to_string(grid.dalle_side_m) +
                                   " m; check its CRS and grid.dalle_side_m");
    dallage.push_back({{column * grid.dalle_side_m, (row + 1) * grid.dalle_side_m}, share});
  });
  return dallage;
}

const DallageCell* find_cell(const Dallage& dallage, const DalleKey& key) {
  const auto cell =
      std::lower_bound(dallage.begin(), dallage.end(), key,
                       [](const DallageCell& a, const DalleKey& b) { return reads_before(a.key, b); });
  return cell != dallage.end() && cell->key == key ? &*cell : nullptr;
}

Dallage load_dallage(const DallageSource& source, const GridSpec& grid, const NamePattern& pattern) {
  const auto of_footprint = [&](const auto& read) { return told_at(source.footprint_where, read); };
  const Polygons territory = of_footprint([&] { return read_footprint(source.footprint, grid.crs); });
  if (!source.contractual) return of_footprint([&] { return dallage_of(territory, grid); });
  return told_at(source.contractual_where,
                 [&] { return read_dallage(*source.contractual, source.field, grid, pattern, &territory); });
}

Layer dallage_layer(const Dallage& dallage, const GridSpec& grid, const NamePattern& pattern, int millesime,
                    const std::string& code) {
  Layer layer{"dallage",
              grid.crs,
              GeometryType::polygon,
              {{"dalle"}, {"nom"}, {"part_dans_le_territoire", FieldType::real}},
              {}};
  layer.features.reserve(dallage.size());
  for (const DallageCell& cell : dallage) {
    // Six digits, so that the last bits of a sum, which another processor may round otherwise, do not show.
    const double share = std::max(std::round(cell.inside * 1e6) / 1e6, cell.inside > 0 ? 1e-6 : 0);
    layer.features.push_back({square_of(cell.key, grid),
                              {key_text(cell.key, grid), pattern.format(cell.key, millesime, code), share}});
  }
  return layer;
}

}  // namespace pcrs::grid
