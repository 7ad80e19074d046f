// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/interrupt.hpp"

namespace pcrs {

namespace {

// Hands out indices to threads and delivers finished ones in order.
class OrderedQueue {
 public:
  OrderedQueue(std::size_t count, std::size_t window, const std::function<void(std::size_t)>& work,
               const std::function<void(std::size_t)>& deliver)
      : m_count(count), m_window(window), m_work(work), m_deliver(deliver), m_done(count, false) {}

  void run_worker() {
    while (const auto index = take()) {
      try {
        interrupt::check();
        m_work(*index);
        finish(*index);
      } catch (...) {
        fail(std::current_exception());
      }
    }
  }
  void rethrow() const {
    if (m_error) std::rethrow_exception(m_error);
  }

 private:
  std::optional<std::size_t> take() {
    std::unique_lock lock(m_mutex);
    m_moved.wait(lock, [&] { return m_error || m_next >= m_count || m_next < m_delivered + m_window; });
    if (m_error || m_next >= m_count) return std::nullopt;
    return m_next++;
  }
  void finish(std::size_t index) {
    std::unique_lock lock(m_mutex);
    m_done[index] = true;
    if (m_delivering) return;  // the thread that delivers will see this one too
    m_delivering = true;
    while (!m_error && m_delivered < m_count && m_done[m_delivered]) {
      const std::size_t ready = m_delivered;
      lock.unlock();
      try {
        m_deliver(ready);
      } catch (...) {
        lock.lock();
        m_delivering = false;
        throw;
      }
      lock.lock();
      ++m_delivered;
      m_moved.notify_all();
    }
    m_delivering = false;
  }
  void fail(std::exception_ptr error) {
    const std::lock_guard lock(m_mutex);
    if (!m_error) m_error = std::move(error);
    m_moved.notify_all();
  }

  const std::size_t m_count;
  const std::size_t m_window;
  const std::function<void(std::size_t)>& m_work;
  const std::function<void(std::size_t)>& m_deliver;
  std::mutex m_mutex;
  std::condition_variable m_moved;
  std::vector<bool> m_done;
  std::size_t m_next = 0;
  std::size_t m_delivered = 0;
  bool m_delivering = false;
  std::exception_ptr m_error;
};

void start(std::vector<std::jthread>& workers, std::size_t count, const std::function<void()>& run) {
  try {
    for (std::size_t i = 0; i < count; ++i) workers.emplace_back(run);
  } catch (const std::system_error&) {
    return;  // the account's limit of threads is reached: those that run will do
  }
}

}  // namespace

unsigned effective_jobs(unsigned jobs) {
  return jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

void parallel_ordered(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work,
                      const std::function<void(std::size_t)>& deliver) {
  const std::size_t threads = std::min<std::size_t>(effective_jobs(jobs), count);
  OrderedQueue queue(count, 4 * std::max<std::size_t>(threads, 1), work, deliver);
  if (threads <= 1) {
    queue.run_worker();
  } else {
    std::vector<std::jthread> workers;
    start(workers, threads - 1, [&] { queue.run_worker(); });
    queue.run_worker();  // this thread works too: all gets done even where no other can be started
  }
  queue.rethrow();
}

void parallel_for(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work) {
  parallel_ordered(count, jobs, work, [](std::size_t) {});
}

}  // namespace pcrs
