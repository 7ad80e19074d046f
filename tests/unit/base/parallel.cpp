// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

using namespace pcrs;

TEST_CASE("results are delivered in order, one at a time, whatever the threads") {
  for (const unsigned jobs : {1U, 2U, 7U}) {
    std::vector<std::size_t> delivered;
    std::atomic<int> inside{0};
    parallel_ordered(
        200, jobs,
        [](std::size_t i) {
          if (i % 17 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        },
        [&](std::size_t i) {
          CHECK(inside.fetch_add(1) == 0);
          delivered.push_back(i);
          inside.fetch_sub(1);
        });
    REQUIRE(delivered.size() == 200);
    for (std::size_t i = 0; i < delivered.size(); ++i) CHECK(delivered[i] == i);
  }
}

TEST_CASE("a slow first item does not let unbounded results wait") {
  constexpr unsigned jobs = 4;
  std::atomic<std::size_t> started{0}, seen{0};
  parallel_ordered(
      1000, jobs,
      [&](std::size_t i) {
        ++started;
        if (i != 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        seen = started.load();
      },
      [](std::size_t) {});
  CHECK(seen <= 4 * jobs);
  CHECK(started == 1000);
}

TEST_CASE("the first exception stops the handing out and comes back once all threads have ended") {
  for (const unsigned jobs : {1U, 4U}) {
    std::atomic<int> running{0}, worked{0};
    const auto work = [&](std::size_t i) {
      ++running;
      ++worked;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      --running;
      if (i == 5) throw std::runtime_error("five");
    };
    CHECK_THROWS_WITH(parallel_for(100000, jobs, work), "five");
    CHECK(running == 0);
    CHECK(worked < 100);
  }
}

TEST_CASE("what delivery throws comes back too, and nothing is delivered after it") {
  std::vector<std::size_t> delivered;
  const auto deliver = [&](std::size_t i) {
    if (i == 3) throw std::runtime_error("full disk");
    delivered.push_back(i);
  };
  CHECK_THROWS_WITH(parallel_ordered(
                        1000, 4, [](std::size_t) {}, deliver),
                    "full disk");
  CHECK(delivered == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("no item is no work") {
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
  CHECK(effective_jobs(3) == 3);
  CHECK(effective_jobs(0) >= 1);
}
