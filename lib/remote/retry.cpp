// SPDX-License-Identifier: Apache-2.0
#include "remote/retry.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/text.hpp"

namespace pcrs::remote {

double RetryPolicy::delay_s(unsigned tried, double random, std::optional<double> asked_s) const {
  const double whole = std::min(longest_s, std::ldexp(first_s, static_cast<int>(std::min(tried, 60U)) - 1));
  const double chosen = whole * (0.5 + random / 2);
  return std::max(chosen, std::min(asked_s.value_or(0), longest_asked_s));
}

std::optional<double> retry_after_s(const std::string& header) {
  const auto seconds = to_number<unsigned>(header);
  return seconds ? std::optional<double>(*seconds) : std::nullopt;
}

double random_share() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace pcrs::remote
