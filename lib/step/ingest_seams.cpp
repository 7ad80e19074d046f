// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "raster/check_edges.hpp"
#include "step/ingest_across.hpp"

namespace pcrs::step::ingest {

namespace {

// Fewer segments than this, of 100, tell nothing of a seam.
constexpr int fewest_segments = 5;

bool covers_its_cell(const Ortho& ortho, const grid::GridSpec& grid) {
  if (!ortho.sound || !ortho.key || !ortho.bounds_m) return false;
  const auto side = static_cast<double>(grid.dalle_side_m);
  const auto west = static_cast<double>(ortho.key->west_m), north = static_cast<double>(ortho.key->north_m);
  const std::array<double, 4> cell{west, north - side, west + side, north};
  return std::equal(cell.begin(), cell.end(), ortho.bounds_m->begin(),
                    [&](double a, double b) { return std::abs(a - b) < grid.gsd_m; });
}

struct BadSeam {
  const Ortho* one;
  const Ortho* other;
  raster::SeamComparison seam;
};

// Dalles by their cell; those of the delivery itself stand in front of earlier ones.
class SeamFinder {
 public:
  SeamFinder(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier, const grid::GridSpec& grid,
             const SeamTolerance& tolerance)
      : m_grid(grid), m_tolerance(tolerance) {
    for (const Ortho& ortho : earlier)
      if (covers_its_cell(ortho, grid)) m_by_key[*ortho.key] = &ortho;
    std::set<grid::DalleKey> fresh;
    for (const Ortho& ortho : orthos)
      if (covers_its_cell(ortho, grid) && fresh.insert(*ortho.key).second) m_by_key[*ortho.key] = &ortho;
  }

  std::vector<Finding> find() {
    for (const auto& [key, ortho] : m_by_key) {
      compare(*ortho, raster::Side::east, {key.west_m + m_grid.dalle_side_m, key.north_m},
              raster::Side::west);
      compare(*ortho, raster::Side::south, {key.west_m, key.north_m - m_grid.dalle_side_m},
              raster::Side::north);
    }
    std::vector<Finding> findings;
    for (const BadSeam& bad : m_bad) {
      const auto one = m_count[bad.one], other = m_count[bad.other];
      if (one >= other) charge(findings, *bad.one, *bad.other, bad.seam);
      if (other >= one) charge(findings, *bad.other, *bad.one, bad.seam);
    }
    return findings;
  }

 private:
  void compare(const Ortho& one, raster::Side side, const grid::DalleKey& neighbour, raster::Side facing) {
    const auto found = m_by_key.find(neighbour);
    if (found == m_by_key.end()) return;
    const Ortho& other = *found->second;
    if (!one.delivery.empty() && !other.delivery.empty()) return;  // judged when they came
    const auto a = raster::edge_of(one.facts, side), b = raster::edge_of(other.facts, facing);
    if (!a || !b || a->segments.size() != b->segments.size()) return;
    const raster::SeamComparison seam = raster::compare_seam(*a, *b);
    // Flat ground has no correlation to speak of: a break needs contrast too.
    const bool broken = seam.correlation < m_tolerance.correlation && seam.step > m_tolerance.step_levels;
    if (seam.compared < fewest_segments || (seam.bias <= m_tolerance.step_levels && !broken)) return;
    m_bad.push_back({&one, &other, seam});
    ++m_count[&one];
    ++m_count[&other];
  }

  void charge(std::vector<Finding>& findings, const Ortho& ortho, const Ortho& other,
              const raster::SeamComparison& seam) const {
    if (!ortho.delivery.empty()) return;  // an earlier delivery is not judged again
    const std::string with = other.path + (other.delivery.empty() ? "" : " of delivery " + other.delivery);
    const bool step = seam.bias > m_tolerance.step_levels;
    findings.push_back({ortho.path, step ? "seam.step" : "seam.break",
                        step ? "colours change by " + fixed_text(seam.bias, 1) + " levels at the seam with " +
                                   with + " (at most " + number_text(m_tolerance.step_levels) +
                                   " are allowed); look at both"
                             : "does not continue over the seam with " + with + " (correlation " +
                                   fixed_text(seam.correlation, 2) + ", at least " +
                                   number_text(m_tolerance.correlation) + " is expected); look at both",
                        Severity::warning, key_text(*ortho.key, m_grid)});
  }

  const grid::GridSpec& m_grid;
  const SeamTolerance m_tolerance;
  std::map<grid::DalleKey, const Ortho*> m_by_key;
  std::vector<BadSeam> m_bad;
  std::map<const Ortho*, int> m_count;
};

}  // namespace

std::vector<Finding> find_seams(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier,
                                const grid::GridSpec& grid, const SeamTolerance& tolerance) {
  return SeamFinder(orthos, earlier, grid, tolerance).find();
}

}  // namespace pcrs::step::ingest
