// SPDX-License-Identifier: Apache-2.0
// The real images and boundaries, kept beside the repository: ../shared/data, or PCRS_TEST_DATA.
#pragma once
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>

/// Their folder; where it is absent, says so in the test's output and gives nothing.
inline std::optional<std::filesystem::path> real_data() {
  const char* named = std::getenv("PCRS_TEST_DATA");
  const std::filesystem::path folder =
      named != nullptr ? named : std::filesystem::path(PCRS_SOURCE_DIR) / "../shared/data";
  if (std::filesystem::is_directory(folder)) return folder;
  WARN("skipped: no real data in " << folder);
  return std::nullopt;
}
