// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_budget.hpp"

#include <algorithm>

#include "raster/cog_size.hpp"

namespace pcrs::raster {

namespace {

constexpr double aim = 0.989;        // of the budget: predictions miss by 1 %
constexpr double aim_again = 0.995;  // once an encoding has said by how much
constexpr int most_encodings = 4;
constexpr double tenth = 0.1;  // of a quality: one step down

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
  std::optional<SizeModel> model(std::in_place, source, options);
  BudgetResult result;
  result.sample_px = model->sample_px();
  result.quality_cap = std::min(budget.quality_max, source.jpeg_quality().value_or(budget.quality_max));
  const double lowest = std::min(budget.quality_min, result.quality_cap);
  const auto ceiling = static_cast<double>(budget.ceiling_bytes);
  options.ceiling_bytes = budget.ceiling_bytes;
  options.quality = model->highest_within(aim * ceiling, lowest, result.quality_cap);
  result.predicted_bytes = static_cast<std::uint64_t>(model->bytes_at(options.quality));
  const bool is_last = budget.once || budget.only_kept;  // kept blocks do not become smaller
  if (is_last) model.reset();                            // its strips are 60 MB of a dalle of 1 km
  while (true) {
    if (!keep_jpeg_below(source, options.quality) && budget.only_kept) {
      result.cog = CogResult();
      result.cog.written = false;
      return result;
    }
    source.rewind();
    write_once(source, {sink, options}, result.encodings == 0 ? beside : nullptr, result);
    ++result.encodings;
    if (result.cog.written || is_last || options.quality <= lowest) return result;
    const double missed = static_cast<double>(result.cog.size_bytes) / model->bytes_at(options.quality);
    const double next = model->highest_within(aim_again * ceiling / missed, lowest, options.quality);
    options.quality = result.encodings < most_encodings
                          ? std::max(lowest, std::min(next, options.quality - tenth))
                          : lowest;
  }
}

}  // namespace pcrs::raster
