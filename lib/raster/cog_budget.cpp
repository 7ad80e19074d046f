// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_budget.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>

#include "base/parallel.hpp"
#include "raster/cog_reduce.hpp"
#include "raster/jpeg_codec.hpp"

namespace pcrs::raster {

namespace {

constexpr int strip_px = 16;
constexpr int enough_strips = 50;  // a small dalle gives several a block
constexpr double growth_a_level =
    1.05;  // bytes a pixel from one halving to the next; these levels are 5 % of all
constexpr double block_overhead_bytes = 37 + 8;  // JPEG markers without tables, leader and trailer
constexpr double mask_block_bytes = 64;
constexpr double aim = 0.989;        // of the budget: predictions miss by 1 %
constexpr double aim_again = 0.995;  // once an encoding has said by how much
constexpr int most_encodings = 4;
constexpr double tenths = 10;         // of a quality: steps of 0 to 3 % of the size
constexpr int coarse_step = 16;       // every so many strips say how the size grows with the quality…
constexpr double near_quality = 1.5;  // …as far as this from where all of them said how large it is
constexpr int most_soundings = 4;
constexpr double near_enough = 0.998;  // of the bytes looked for

int rounded_up(int value, int to) {
  return (value + to - 1) / to * to;
}

// Strips of one level, each 16 rows high, side by side in memory.
struct Strips {
  Strips(int width, int count)
      : width_px(rounded_up(width, strip_px)),
        count_of(count),
        rgb(static_cast<std::size_t>(width_px) * strip_px * 3 * static_cast<std::size_t>(count)) {}
  std::size_t strip_bytes() const { return static_cast<std::size_t>(width_px) * strip_px * 3; }
  std::uint8_t* strip(int index) { return rgb.data() + static_cast<std::size_t>(index) * strip_bytes(); }
  double pixels() const { return static_cast<double>(width_px) * strip_px * count_of; }
  int width_px;
  int count_of;
  std::vector<std::uint8_t> rgb;
};

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

class SizeModel {
 public:
  SizeModel(DalleSource& source, const CogOptions& options)
      : m_geometry(source.geometry()),
        m_plan(plan_layout(m_geometry.width, m_geometry.height, options.layout)),
        m_jobs(options.jobs),
        m_block_rows(rounded_up(m_geometry.height, m_plan.block_px) / m_plan.block_px),
        m_strips_a_block(std::clamp(enough_strips / m_block_rows, 1, m_plan.block_px / strip_px)),
        m_full(m_geometry.width, m_block_rows * m_strips_a_block),
        m_half((m_full.width_px + 1) / 2, (m_full.count_of + 1) / 2) {
    read_strips(source);
    halve_strips();
  }

  std::uint64_t sample_px() const { return static_cast<std::uint64_t>(m_full.pixels()); }

  double bytes_at(double quality) { return m_bytes_a_coarse_byte * coarse_at(quality); }

  // The highest quality, in tenths, whose predicted size is at most `target_bytes`; `low` if none is. All
  // strips are coded once or twice, where a few of them point; these few are coded at each quality that is
  // tried.
  double highest_within(double target_bytes, double low, double high) {
    double quality = solve(target_bytes, low, high);
    for (int sounding = 0; sounding < most_soundings; ++sounding) {
      m_bytes_a_coarse_byte = all_bytes_at(quality) / coarse_at(quality);
      const double before = quality;
      quality = solve(target_bytes, low, high);
      if (std::abs(quality - before) <= near_quality) break;
    }
    return quality;
  }

 private:
  // Tries where the usual growth points, always between what fits and what does not; near enough is enough.
  double solve(double target_bytes, double low, double high) {
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

  // Sizes of aerial photographs go about as (105 - quality) to the power -0.85, from quality 75 to 96.
  static double quality_for(double growth, double quality) {
    return std::max(0.0, 105 - (105 - quality) * std::pow(growth, -1 / 0.85));
  }

  // From top to bottom, which is what costs a source least.
  void read_strips(DalleSource& source) {
    const int width = m_geometry.width, height = m_geometry.height;
    const auto pixels = static_cast<std::size_t>(width) * strip_px;
    std::vector<std::uint8_t> rgb(3 * pixels), valid(source.has_mask() ? pixels : 0);
    for (const auto& [row, strip] : strip_rows()) {
      const int rows = std::min(strip_px, height - row);
      const auto read = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
      const auto validity = std::span(valid).first(valid.empty() ? 0 : read);
      source.read_at(row, rows, std::span(rgb).first(3 * read), validity);
      m_masked |= std::find(validity.begin(), validity.end(), 0) != validity.end();
      copy_padded(rgb, rows, m_full.strip(strip));
    }
  }

  // Where each strip begins. Not always the same rows of a block: roofs and vineyards have a rhythm too.
  std::vector<std::pair<int, int>> strip_rows() const {
    std::vector<std::pair<int, int>> rows;
    const int strips = m_plan.block_px / strip_px;
    for (int i = 0; i < m_full.count_of; ++i) {
      const int within =
          (i / m_strips_a_block * 7 + i % m_strips_a_block * (strips / m_strips_a_block)) % strips;
      const int wished = i / m_strips_a_block * m_plan.block_px + within * strip_px;
      rows.emplace_back(std::max(0, std::min(wished, m_geometry.height - strip_px)), i);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  void copy_padded(const std::vector<std::uint8_t>& rgb, int rows, std::uint8_t* to) const {
    const auto from_bytes = static_cast<std::size_t>(m_geometry.width) * 3;
    const auto to_bytes = static_cast<std::size_t>(m_full.width_px) * 3;
    for (int row = 0; row < strip_px; ++row, to += to_bytes) {
      const auto from = rgb.begin() + static_cast<std::ptrdiff_t>(
                                          static_cast<std::size_t>(std::min(row, rows - 1)) * from_bytes);
      std::copy_n(from, from_bytes, to);
      for (std::size_t i = from_bytes; i < to_bytes; ++i) to[i] = to[i - 3];
    }
  }

  // Two strips make the sixteen rows of one at half the size.
  void halve_strips() {
    const int half_width = (m_full.width_px + 1) / 2;
    std::vector<std::uint8_t> half(static_cast<std::size_t>(half_width) * strip_px / 2 * 3);
    const auto from_bytes = static_cast<std::size_t>(half_width) * 3;
    const auto to_bytes = static_cast<std::size_t>(m_half.width_px) * 3;
    for (int i = 0; i < 2 * m_half.count_of; ++i) {
      reduce({m_full.strip(std::min(i, m_full.count_of - 1)), nullptr, m_full.width_px, strip_px}, 2,
             {half.data(), nullptr, half_width, strip_px / 2});
      std::uint8_t* to = m_half.strip(i / 2) + static_cast<std::size_t>(i % 2) * (strip_px / 2) * to_bytes;
      for (std::size_t row = 0; row < strip_px / 2; ++row, to += to_bytes) {
        std::copy_n(half.data() + row * from_bytes, from_bytes, to);
        for (std::size_t at = from_bytes; at < to_bytes; ++at) to[at] = to[at - 3];
      }
    }
  }

  double coarse_at(double quality) {
    const auto known = m_coarse.find(quality);
    if (known != m_coarse.end()) return known->second;
    const int step = m_full.count_of >= 2 * coarse_step ? coarse_step : 1;
    return m_coarse[quality] = bytes_a_pixel(m_full, quant_tables(quality), m_jobs, step);
  }

  double all_bytes_at(double quality) {
    const auto known = m_all.find(quality);
    return known != m_all.end() ? known->second : m_all[quality] = compute(quality);
  }

  double compute(double quality) {
    const QuantTables quant = quant_tables(quality);
    const double full = bytes_a_pixel(m_full, quant, m_jobs), half = bytes_a_pixel(m_half, quant, m_jobs);
    double bytes = level_bytes(1, full);
    for (const int factor : m_plan.factors)
      bytes += level_bytes(factor, half * std::pow(growth_a_level, std::log2(factor) - 1));
    return bytes;
  }

  double level_bytes(int factor, double bytes_a_px) const {
    const double pixels = static_cast<double>(m_geometry.width) * m_geometry.height / factor / factor;
    const double blocks = std::max(1.0, pixels / m_plan.block_px / m_plan.block_px);
    return pixels * bytes_a_px + blocks * (block_overhead_bytes + (m_masked ? mask_block_bytes : 0));
  }

  const Geometry m_geometry;
  const CogPlan m_plan;
  bool m_masked = false;  // a pixel that the strips show is invalid
  const unsigned m_jobs;
  const int m_block_rows;
  const int m_strips_a_block;
  Strips m_full;
  Strips m_half;
  std::map<double, double> m_coarse;  // bytes a pixel of the few strips, by quality
  std::map<double, double> m_all;     // bytes of the file, from all of them
  double m_bytes_a_coarse_byte = 1.33 * m_geometry.width * m_geometry.height;  // until all have been coded
};

}  // namespace

namespace {

// One encoding, and with it the file that is made beside it of the same read.
void write_once(DalleSource& source, const CogTarget& cog, const CogTarget* beside, BudgetResult& result) {
  std::vector<CogTarget> targets{cog};
  if (beside) targets.push_back(*beside);
  std::vector<CogResult> written = write_cogs(source, targets);
  if (beside) result.beside = std::move(written.back());
  result.cog = std::move(written.front());
}

}  // namespace

BudgetResult write_cog_within(DalleSource& source, SeekableSink& sink, CogOptions options,
                              const Budget& budget, const CogTarget* beside) {
  SizeModel model(source, options);
  BudgetResult result;
  result.sample_px = model.sample_px();
  result.quality_cap = std::min(budget.quality_max, source.jpeg_quality().value_or(budget.quality_max));
  const double lowest = std::min(budget.quality_min, result.quality_cap);
  const auto ceiling = static_cast<double>(budget.ceiling_bytes);
  options.ceiling_bytes = budget.ceiling_bytes;
  options.quality = model.highest_within(aim * ceiling, lowest, result.quality_cap);
  result.predicted_bytes = static_cast<std::uint64_t>(model.bytes_at(options.quality));
  while (true) {
    if (!keep_jpeg_below(source, options.quality) && budget.only_kept) {
      result.cog.written = false;
      return result;
    }
    source.rewind();
    write_once(source, {sink, options}, result.encodings == 0 ? beside : nullptr, result);
    ++result.encodings;
    if (result.cog.written || options.quality <= lowest) return result;
    const double missed = static_cast<double>(result.cog.size_bytes) / model.bytes_at(options.quality);
    const double next = model.highest_within(aim_again * ceiling / missed, lowest, options.quality);
    options.quality = result.encodings < most_encodings
                          ? std::max(lowest, std::min(next, options.quality - 1 / tenths))
                          : lowest;
  }
}

}  // namespace pcrs::raster
