// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: what will be read, and what that costs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/report.hpp"

namespace pcrs::step::archive {

struct ReadingPlan {
  std::string place;
  bool remote = false;  ///< an object store, whose reads are billed
  std::uint64_t objects = 0, bytes = 0;
  std::string what = "copies";
};

/// Says it before the first byte; gives it as JSON.
Json announce(const ReadingPlan& plan, const std::optional<double>& price_per_gb, Reporter& reporter);

}  // namespace pcrs::step::archive
