// SPDX-License-Identifier: Apache-2.0
#include "store/process.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <optional>

#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

constexpr std::string_view suffix = ".pcrs-tmp";

// A file name has 255 bytes on every file system in use here.
constexpr std::size_t name_max_bytes = 255;

struct ProcessState {
  bool ended = false;            ///< a zombie: dead, but nobody has asked yet
  unsigned long long start = 0;  ///< 0: unknown (/proc is hidden or not mounted)
};

// Fields 3 and 22 of /proc/PID/stat, counted after the command name, which may itself hold blanks and
// brackets.
ProcessState state_of(long pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto close = line.rfind(')');
  if (close == std::string::npos) return {};
  const auto fields = split(line.substr(std::min(close + 2, line.size())), ' ');
  if (fields.size() <= 19) return {};
  return {fields[0] == "Z" || fields[0] == "X", to_number<unsigned long long>(fields[19]).value_or(0)};
}

std::string host_name() {
  std::array<char, 256> buffer{};
  ::gethostname(buffer.data(), buffer.size() - 1);
  std::string name(buffer.data());
  // Dots separate the fields of a temporary's name.
  return replace_all(name.empty() ? "unknown" : name, ".", "-");
}

// `.NAME.HOST.PID.START.COUNT.pcrs-tmp`
std::optional<ProcessIdentity> maker_of(std::string_view name) {
  if (!is_temporary_name(name)) return std::nullopt;
  const auto fields = split(name.substr(0, name.size() - suffix.size()), '.');
  if (fields.size() < 6) return std::nullopt;
  const auto pid = to_number<pid_t>(fields[fields.size() - 3]);
  const auto start = to_number<unsigned long long>(fields[fields.size() - 2]);
  if (!pid || *pid <= 0 || !start) return std::nullopt;  // kill(0) and kill(-1) would ask whole groups
  return ProcessIdentity{fields[fields.size() - 4], *pid, *start};
}

}  // namespace

// Asked anew each time: a child that was forked is another process than the one that asked first.
ProcessIdentity this_process() {
  return {host_name(), ::getpid(), state_of(::getpid()).start};
}

bool may_be_alive(const ProcessIdentity& process) {
  if (process.host != this_process().host) return true;
  if (::kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == ESRCH) return false;
  const ProcessState state = state_of(process.pid);
  if (state.ended) return false;
  return state.start == 0 || process.start == 0 || state.start == process.start;
}

std::string temporary_name(std::string_view final_name) {
  static std::atomic<unsigned> count{0};
  const ProcessIdentity me = this_process();
  const std::string tail = "." + me.host + "." + std::to_string(me.pid) + "." + std::to_string(me.start) +
                           "." + std::to_string(count++) + std::string(suffix);
  std::size_t kept = std::min(final_name.size(), name_max_bytes - 1 - tail.size());
  // Not in the middle of a UTF-8 sequence: SMB servers refuse half a letter.
  while (kept < final_name.size() && kept > 0 &&
         (static_cast<unsigned char>(final_name[kept]) & 0xC0U) == 0x80U)
    --kept;
  return "." + std::string(final_name.substr(0, kept)) + tail;
}

bool is_temporary_name(std::string_view name) {
  return name.size() > suffix.size() && name.front() == '.' && name.ends_with(suffix);
}

unsigned sweep_temporaries(const fs::path& folder) {
  unsigned removed = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto maker = maker_of(it->path().filename().string());
    if (!maker || may_be_alive(*maker)) continue;
    std::error_code ignored;
    if (fs::remove_all(it->path(), ignored) > 0) ++removed;
  }
  return removed;
}

}  // namespace pcrs::store
