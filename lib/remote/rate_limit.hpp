// SPDX-License-Identifier: Apache-2.0
// One rate that all transfers of a run share.
#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>

namespace pcrs::remote {

class RateLimit {
 public:
  /// `bytes_per_s` 0: no limit.
  explicit RateLimit(std::uint64_t bytes_per_s) : m_bytes_per_s(bytes_per_s) {}
  /// Waits until `bytes` more may pass. False when a signal asks to stop.
  bool take(std::uint64_t bytes);

 private:
  const std::uint64_t m_bytes_per_s;
  std::mutex m_mutex;
  std::chrono::steady_clock::time_point m_free_at{};  ///< until then the line is taken
};

/// Sleeps, but not through a signal that asks to stop: false when one came.
bool sleep_unless_stopped(std::chrono::duration<double> time);

}  // namespace pcrs::remote
