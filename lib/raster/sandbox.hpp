// SPDX-License-Identifier: Apache-2.0
// A child process that can hurt nobody: limits on CPU, memory and time, no core file, no descriptor but its
// three streams, dead when its parent dies.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace pcrs::raster {

struct ChildLimits {
  unsigned cpu_seconds = 900;          ///< RLIMIT_CPU
  std::uint64_t memory_bytes = 0;      ///< RLIMIT_AS; 0: no limit
  unsigned wall_seconds = 3600;        ///< then it is killed
  std::size_t output_bytes = 1 << 20;  ///< of stdout and of stderr each; more kills it
};

enum class ChildEnd { exited, signalled, cpu_limit, wall_limit, output_limit };

struct ChildResult {
  ChildEnd end = ChildEnd::exited;
  int code = 0;  ///< exit code, or the signal's number
  std::string output;
  std::string errors;  ///< stderr
};

/// Runs `command` (a path and its arguments), feeds it `input`, waits. Safe from several threads: only
/// async-signal-safe calls between fork and exec. Throws Error (failed) when it cannot be started, and when
/// a signal asks this process to stop (the child is killed first).
ChildResult run_limited(const std::vector<std::string>& command, const std::string& input,
                        const ChildLimits& limits);

}  // namespace pcrs::raster
