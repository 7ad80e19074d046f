// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace pcrs {

/// Runs `work(i)` for i in [0, count) on up to `jobs` threads. The first exception stops the handing out
/// and is thrown again here once every thread has ended. `jobs` 0 means one a processor.
void parallel_for(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

/// As parallel_for, but `deliver(i)` is called in the order of i, never two at once, as soon as all before
/// are done: results come out in the order of the input whatever the threads. At most 4 × jobs results wait.
void parallel_ordered(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work,
                      const std::function<void(std::size_t)>& deliver);

/// What `-j` means: itself, or the number of processors for 0.
unsigned effective_jobs(unsigned jobs);

}  // namespace pcrs
