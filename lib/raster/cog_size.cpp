// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_size.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/parallel.hpp"
#include "raster/jpeg_codec.hpp"

namespace pcrs::raster {

namespace {

constexpr double growth_a_level =
    1.05;  // bytes a pixel from one halving to the next; these levels are 5 % of all
constexpr double block_overhead_bytes = 37 + 8;  // JPEG markers without tables, leader and trailer
constexpr double mask_block_bytes = 64;
constexpr double tenths = 10;         // of a quality: steps of 0 to 3 % of the size
constexpr int coarse_step = 16;       // every so many strips say how the size grows with the quality…
constexpr double near_quality = 1.5;  // …as far as this from where all of them said how large it is
constexpr int most_soundings = 4;
constexpr double near_enough = 0.998;  // of the bytes looked for

// Each pixel's bytes at one level: what every `step`-th strip costs with tables that suit it.
double bytes_a_pixel(Strips& strips, const QuantTables& quant, unsigned jobs, int step = 1) {
  constexpr std::size_t strips_a_task = 16;  // whatever the jobs: the quality found must not depend on them
  std::vector<RgbView> views;
  for (int i = 0; i < strips.count_of; i += step)
    views.push_back(
        {strips.strip(i), static_cast<std::size_t>(strips.width_px) * 3, strips.width_px, strip_px});
  std::atomic<std::uint64_t> bytes = 0;
  parallel_for((views.size() + strips_a_task - 1) / strips_a_task, jobs, [&](std::size_t task) {
    const auto own = std::span(views).subspan(task * strips_a_task);
    bytes += JpegEncoder({quant, std::nullopt}).optimal_bytes(own.first(std::min(own.size(), strips_a_task)));
  });
  return static_cast<double>(bytes) / (static_cast<double>(views.size()) * strip_px * strips.width_px);
}

// Sizes of aerial photographs go about as (105 - quality) to the power -0.85, from quality 75 to 96.
double quality_for(double growth, double quality) {
  return std::max(0.0, 105 - (105 - quality) * std::pow(growth, -1 / 0.85));
}

}  // namespace

SizeModel::SizeModel(DalleSource& source, const CogOptions& options)
    : m_geometry(source.geometry()),
      m_plan(plan_layout(m_geometry.width, m_geometry.height, options.layout)),
      m_jobs(options.jobs),
      m_sample(source, m_plan),
      m_bytes_a_coarse_byte(1.33 * m_geometry.width * m_geometry.height) {}

double SizeModel::highest_within(double target_bytes, double low, double high) {
  double quality = solve(target_bytes, low, high);
  for (int sounding = 0; sounding < most_soundings; ++sounding) {
    m_bytes_a_coarse_byte = all_bytes_at(quality) / coarse_at(quality);
    const double before = quality;
    quality = solve(target_bytes, low, high);
    if (std::abs(quality - before) <= near_quality) break;
  }
  return quality;
}

// Tries where the usual growth points, always between what fits and what does not; near enough is enough.
double SizeModel::solve(double target_bytes, double low, double high) {
  if (bytes_at(high) <= target_bytes) return high;
  int fits = static_cast<int>(std::ceil(low * tenths)),
      too_large = static_cast<int>(std::ceil(high * tenths));
  double tried = high;
  while (too_large - fits > 1) {
    const double pointed = quality_for(target_bytes / bytes_at(tried), tried);
    const int next = std::clamp(static_cast<int>(pointed * tenths), fits + 1, too_large - 1);
    tried = next / tenths;
    (bytes_at(tried) <= target_bytes ? fits : too_large) = next;
    if (fits == next && bytes_at(tried) > near_enough * target_bytes) break;
  }
  return std::min(high, std::max(low, fits / tenths));
}

double SizeModel::coarse_at(double quality) {
  const auto known = m_coarse.find(quality);
  if (known != m_coarse.end()) return known->second;
  const int step = m_sample.full().count_of >= 2 * coarse_step ? coarse_step : 1;
  return m_coarse[quality] = bytes_a_pixel(m_sample.full(), quant_tables(quality), m_jobs, step);
}

double SizeModel::all_bytes_at(double quality) {
  const auto known = m_all.find(quality);
  return known != m_all.end() ? known->second : m_all[quality] = compute(quality);
}

double SizeModel::compute(double quality) {
  const QuantTables quant = quant_tables(quality);
  const double full = bytes_a_pixel(m_sample.full(), quant, m_jobs),
               half = bytes_a_pixel(m_sample.half(), quant, m_jobs);
  double bytes = level_bytes(1, full);
  for (const int factor : m_plan.factors)
    bytes += level_bytes(factor, half * std::pow(growth_a_level, std::log2(factor) - 1));
  return bytes;
}

double SizeModel::level_bytes(int factor, double bytes_a_px) const {
  const double pixels = static_cast<double>(m_geometry.width) * m_geometry.height / factor / factor;
  const double blocks = std::max(1.0, pixels / m_plan.block_px / m_plan.block_px);
  return pixels * bytes_a_px + blocks * (block_overhead_bytes + (m_sample.masked() ? mask_block_bytes : 0));
}

}  // namespace pcrs::raster
