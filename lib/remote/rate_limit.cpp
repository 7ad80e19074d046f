// SPDX-License-Identifier: Apache-2.0
#include "remote/rate_limit.hpp"

#include <algorithm>
#include <thread>

#include "base/interrupt.hpp"

namespace pcrs::remote {

using std::chrono::duration;
using std::chrono::steady_clock;

bool sleep_unless_stopped(duration<double> time) {
  const auto end = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(time);
  for (;;) {
    if (interrupt::signal_number() != 0) return false;
    const auto left = end - steady_clock::now();
    if (left <= steady_clock::duration::zero()) return true;
    std::this_thread::sleep_for(std::min<steady_clock::duration>(left, std::chrono::milliseconds(100)));
  }
}

bool RateLimit::take(std::uint64_t bytes) {
  if (m_bytes_per_s == 0) return true;
  const duration<double> needed(static_cast<double>(bytes) / static_cast<double>(m_bytes_per_s));
  steady_clock::time_point end;
  {
    const std::lock_guard lock(m_mutex);
    m_free_at =
        std::max(m_free_at, steady_clock::now()) + std::chrono::duration_cast<steady_clock::duration>(needed);
    end = m_free_at;
  }
  return sleep_unless_stopped(end - steady_clock::now());
}

}  // namespace pcrs::remote
