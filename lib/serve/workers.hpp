// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pcrs::serve {

/// A few threads for what takes long, and a queue that has an end.
class Workers {
 public:
  Workers(unsigned threads, std::size_t waiting_max);
  ~Workers() { finish(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  /// False when too many wait already, or after finish(); `job` is then not taken. Jobs do not throw.
  bool take(std::function<void()> job);
  /// Ends what was taken and takes no more. Others may go on calling take().
  void finish();

 private:
  void run();

  const std::size_t m_waiting_max;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<std::function<void()>> m_jobs;
  bool m_stop = false;
  std::vector<std::thread> m_threads;
};

}  // namespace pcrs::serve
