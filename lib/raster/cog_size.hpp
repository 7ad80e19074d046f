// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>

#include "raster/cog_strips.hpp"

namespace pcrs::raster {

/// How large the JPEG COG of a dalle would be, by its strips. The same whatever the jobs.
class SizeModel {
 public:
  /// Reads the strips. Throws Error (failed) naming the file.
  SizeModel(DalleSource& source, const CogOptions& options);
  std::uint64_t sample_px() { return static_cast<std::uint64_t>(m_sample.full().pixels()); }
  /// Near where highest_within has sounded.
  double bytes_at(double quality) { return m_bytes_a_coarse_byte * coarse_at(quality); }
  /// The highest quality, in tenths, whose predicted size is at most `target_bytes`; `low` if none is. All
  /// strips are coded once or twice, where a few of them point; these few are coded at each quality that is
  /// tried.
  double highest_within(double target_bytes, double low, double high);

 private:
  double solve(double target_bytes, double low, double high);
  double coarse_at(double quality);
  double all_bytes_at(double quality);
  double compute(double quality);
  double level_bytes(int factor, double bytes_a_px) const;

  const Geometry m_geometry;
  const CogPlan m_plan;
  const unsigned m_jobs;
  SampledDalle m_sample;
  std::map<double, double> m_coarse;  // bytes a pixel of the few strips, by quality
  std::map<double, double> m_all;     // bytes of the file, from all of them
  double m_bytes_a_coarse_byte;       // a guess until all have been coded
};

}  // namespace pcrs::raster
