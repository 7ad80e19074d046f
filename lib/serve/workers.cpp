// SPDX-License-Identifier: Apache-2.0
#include "serve/workers.hpp"

namespace pcrs::serve {

Workers::Workers(unsigned threads, std::size_t waiting_max) : m_waiting_max(waiting_max) {
  for (unsigned i = 0; i < threads; ++i) m_threads.emplace_back([this] { run(); });
}

void Workers::finish() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_all();
  for (std::thread& thread : m_threads)
    if (thread.joinable()) thread.join();
}

bool Workers::take(std::function<void()> job) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stop || m_jobs.size() >= m_waiting_max) return false;
    m_jobs.push_back(std::move(job));
  }
  m_wake.notify_one();
  return true;
}

void Workers::run() {
  std::unique_lock lock(m_mutex);
  while (true) {
    m_wake.wait(lock, [this] { return m_stop || !m_jobs.empty(); });
    if (m_jobs.empty()) return;
    const auto job = std::move(m_jobs.front());
    m_jobs.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace pcrs::serve
