// SPDX-License-Identifier: Apache-2.0
// How long to wait before a request is tried again.
#pragma once
#include <optional>
#include <string>

namespace pcrs::remote {

struct RetryPolicy {
  unsigned tries = 7;            ///< in all; with the delays below half a minute
  double first_s = 0.5;          ///< doubled each time
  double longest_s = 30;         ///< of one delay
  double longest_asked_s = 120;  ///< of a delay that the server asks for

  /// The delay after the failed try number `tried` (1, 2…), `random` in [0, 1): half of it is chance, so that
  /// many clients do not come back at once. A server's own wish (Retry-After, seconds) is a lower bound.
  double delay_s(unsigned tried, double random, std::optional<double> asked_s = std::nullopt) const;
};

/// The seconds of a Retry-After header; nothing for a date, which servers of objects do not send.
std::optional<double> retry_after_s(const std::string& header);
/// A number in [0, 1), of its own in each thread.
double random_share();

}  // namespace pcrs::remote
