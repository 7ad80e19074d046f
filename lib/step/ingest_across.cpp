// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_across.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace pcrs::step::ingest {

namespace {

// Finds the same bytes; says which orthos are copies of another.
std::set<const Ortho*> find_copies(const std::vector<Ortho>& orthos, const grid::GridSpec& grid,
                                   std::vector<Finding>& findings) {
  std::map<std::string, const Ortho*> first;
  std::set<const Ortho*> copies;
  for (const Ortho& ortho : orthos) {
    if (ortho.sha256.empty() || !ortho.bounds_m) continue;  // what is no image says so by itself
    const auto [known, fresh] = first.emplace(ortho.sha256, &ortho);
    if (fresh) continue;
    copies.insert(&ortho);
    findings.push_back({ortho.path, "duplicate.bytes",
                        "has the same bytes as " + known->second->path + ", which counts; remove this copy",
                        Severity::warning, ortho.key ? key_text(*ortho.key, grid) : ""});
  }
  return copies;
}

std::string names_of_others(const std::vector<const Ortho*>& group, const Ortho* self) {
  std::string names;
  for (const Ortho* other : group)
    if (other != self) names += (names.empty() ? "" : ", ") + other->path;
  return names;
}

// A square of a coarse grid: only orthos in the same one can overlap.
using Box = std::pair<std::int64_t, std::int64_t>;

constexpr double box_side_m = 1000;
constexpr double largest_side_m =
    100'000;  // an image wider than that is none; its shape is a finding by itself

std::vector<Box> boxes_of(const Ortho& ortho) {
  const auto at = [](double metres) { return static_cast<std::int64_t>(std::floor(metres / box_side_m)); };
  const auto& b = *ortho.bounds_m;
  std::vector<Box> boxes;
  const bool sane = b[2] - b[0] < largest_side_m && b[3] - b[1] < largest_side_m && std::abs(b[0]) < 1e9 &&
                    std::abs(b[1]) < 1e9;
  if (!sane) return boxes;
  for (std::int64_t x = at(b[0]); x <= at(b[2]); ++x)
    for (std::int64_t y = at(b[1]); y <= at(b[3]); ++y) boxes.emplace_back(x, y);
  return boxes;
}

bool share_more_than(const Ortho& a, const Ortho& b, double metres) {
  const auto& p = *a.bounds_m;
  const auto& q = *b.bounds_m;
  return std::min(p[2], q[2]) - std::max(p[0], q[0]) > metres &&
         std::min(p[3], q[3]) - std::max(p[1], q[1]) > metres;
}

bool same_dalle(const Ortho& a, const Ortho& b) {
  return a.key && b.key && *a.key == *b.key;
}

Finding overlap_finding(const Ortho& ortho, const std::vector<const Ortho*>& others) {
  const bool piece = !ortho.named;
  std::string text = "lies over " + names_of_others(others, &ortho);
  text += piece ? "; it is not cut as a dalle and will be laid over them"
                : " with other pixels; decide which one is to be kept";
  return {ortho.path,
          piece ? "overlap.piece" : "overlap.pixels",
          text,
          piece ? Severity::note : Severity::warning,
          {}};
}

}  // namespace

std::vector<Finding> find_duplicates(const std::vector<Ortho>& orthos, const std::vector<Ortho>& earlier,
                                     const grid::GridSpec& grid) {
  std::vector<Finding> findings;
  const auto copies = find_copies(orthos, grid, findings);
  std::map<grid::DalleKey, std::vector<const Ortho*>> by_key;
  for (const Ortho& ortho : orthos)
    if (ortho.key && ortho.sound && copies.count(&ortho) == 0) by_key[*ortho.key].push_back(&ortho);
  for (const auto& [key, group] : by_key)
    for (const Ortho* ortho : group)
      if (group.size() > 1)
        findings.push_back({ortho->path, "duplicate.dalle",
                            "dalle " + key_text(key, grid) + " is also shown, with other pixels, by " +
                                names_of_others(group, ortho) + "; decide which one is to be kept",
                            Severity::warning, key_text(key, grid)});
  std::map<grid::DalleKey, const Ortho*> before;
  for (const Ortho& ortho : earlier)
    if (ortho.key) before[*ortho.key] = &ortho;
  for (const auto& [key, group] : by_key) {
    const auto old = before.find(key);
    if (old == before.end()) continue;
    const bool same = old->second->sha256 == group.front()->sha256;
    findings.push_back({group.front()->path, "duplicate.redelivery",
                        "dalle " + key_text(key, grid) + " came before as " + old->second->path +
                            " of delivery " + old->second->delivery +
                            (same ? ", with the same bytes" : "; once accepted, this one lies over it"),
                        Severity::note, key_text(key, grid)});
  }
  return findings;
}

std::vector<Finding> find_overlaps(const std::vector<Ortho>& orthos, double gsd_m, double tolerance_px,
                                   double piece_tolerance_px) {
  std::map<Box, std::vector<std::size_t>> boxes;
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < orthos.size(); ++i) {
    const Ortho& ortho = orthos[i];
    if (!ortho.sound || !ortho.bounds_m) continue;
    for (const Box& box : boxes_of(ortho)) {
      for (const std::size_t other : boxes[box]) {
        const bool both_named = ortho.named && orthos[other].named;
        const double tolerance_m = gsd_m * (both_named ? tolerance_px : piece_tolerance_px);
        if (!same_dalle(ortho, orthos[other]) && ortho.sha256 != orthos[other].sha256 &&
            share_more_than(ortho, orthos[other], tolerance_m))
          pairs.emplace(other, i);
      }
      boxes[box].push_back(i);
    }
  }
  std::map<std::size_t, std::vector<const Ortho*>> over;
  for (const auto& [first, later] : pairs) {
    // A piece is charged, not the dalles below it; of two pieces, the later; of two dalles, both.
    if (orthos[first].named && !orthos[later].named)
      over[later].push_back(&orthos[first]);
    else if (!orthos[first].named && orthos[later].named)
      over[first].push_back(&orthos[later]);
    else
      over[later].push_back(&orthos[first]);
    if (orthos[first].named && orthos[later].named) over[first].push_back(&orthos[later]);
  }
  std::vector<Finding> findings;
  for (const auto& [index, others] : over) findings.push_back(overlap_finding(orthos[index], others));
  return findings;
}

}  // namespace pcrs::step::ingest
