// SPDX-License-Identifier: Apache-2.0
// Who a process is, and the names of its temporaries: they say who made them, so that only leftovers of the
// dead are swept.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace pcrs::store {

/// Who this process is: host name, pid, start in clock ticks since boot (pids are used again, starts are
/// not).
struct ProcessIdentity {
  std::string host;
  long pid = 0;
  unsigned long long start = 0;
};
ProcessIdentity this_process();
/// False only when it is sure that the process is gone (same host, other start or no such pid).
bool may_be_alive(const ProcessIdentity& process);

/// `.NAME.HOST.PID.START.COUNT.pcrs-tmp`, another at each call. A long NAME is cut so that the whole keeps
/// within the 255 bytes of a file name.
std::string temporary_name(std::string_view final_name);
/// Removes temporaries, files and folders, that dead processes of this host left in `folder` (not below).
/// Those of other hosts stay: their process cannot be seen from here. Returns how many went.
unsigned sweep_temporaries(const std::filesystem::path& folder);
bool is_temporary_name(std::string_view name);

}  // namespace pcrs::store
