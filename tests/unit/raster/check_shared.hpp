// SPDX-License-Identifier: Apache-2.0
// Real files beside the repository; tests say so when they are absent.
#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "grid/name_pattern.hpp"
#include "raster/check.hpp"

namespace check_test {

namespace fs = std::filesystem;

/// Above the executable: __FILE__ is relative under ccache.
inline fs::path repository() {
  for (fs::path path = fs::read_symlink("/proc/self/exe"); path.has_relative_path();
       path = path.parent_path())
    if (fs::is_directory(path / "samples/bad")) return path;
  return fs::current_path();
}

/// The folder, or nothing after a line that says what is skipped.
inline std::optional<fs::path> shared_data(const std::string& folder) {
  const char* const given = std::getenv("DATA");
  std::vector<fs::path> roots{repository().parent_path() / "shared/data",
                              repository().parent_path().parent_path() / "shared/data"};
  if (given != nullptr) roots = {given};
  for (const fs::path& root : roots)
    if (fs::is_directory(root / folder)) return root / folder;
  std::fprintf(stderr, "SKIPPED: shared data %s are absent\n", folder.c_str());
  return std::nullopt;
}

/// 200 m dalles (1 km where the name says so) at the gsd that the name says, else 20 cm.
inline pcrs::raster::Expectation expectation_for(const fs::path& file) {
  pcrs::raster::Expectation expectation;
  const std::string stem = file.stem().string();
  const auto says = [&](const char* gsd) { return stem.find(gsd) != std::string::npos; };
  expectation.gsd_m = says("0M05") ? 0.05 : says("0M40") ? 0.4 : 0.2;
  expectation.dalle_side_m = 200;
  const std::string gsd = says("0M05") ? "0M05" : says("0M40") ? "0M40" : "0M20";
  const auto hectometres =
      pcrs::grid::NamePattern("{year}-{x_hm:5}-{y_hm:5}-LA93-" + gsd + "-RVB").parse(stem);
  const auto kilometres =
      pcrs::grid::NamePattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB").parse(stem);
  if (hectometres) expectation.named = hectometres->key;
  if (kilometres) {
    expectation.named = kilometres->key;
    expectation.dalle_side_m = 1000;
  }
  return expectation;
}

inline std::string verdict_of(const pcrs::raster::OrthoCheck& check) {
  auto worst = pcrs::Severity::note;
  for (const auto& finding : check.findings) worst = std::max(worst, finding.severity);
  if (worst == pcrs::Severity::error) return "rejected";
  return worst == pcrs::Severity::warning ? "reserved" : "accepted";
}

/// `rule rule …` in order, each once.
inline std::string rules_of(const pcrs::raster::OrthoCheck& check) {
  std::vector<std::string> seen;
  std::string text;
  for (const auto& finding : check.findings) {
    if (std::find(seen.begin(), seen.end(), finding.rule) != seen.end()) continue;
    seen.push_back(finding.rule);
    text += (text.empty() ? "" : " ") + finding.rule;
  }
  return text;
}

}  // namespace check_test
