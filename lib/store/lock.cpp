// SPDX-License-Identifier: Apache-2.0
#include "store/lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "store/file.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

// Bytes of the note come after the locked byte 0, so that reading it needs no lock.
constexpr std::size_t note_bytes = 512;

int open_lock_file(const fs::path& file) {
  make_folders(file.parent_path());
  // 0666 and the umask, or more: a catalog that a group shares must be lockable by all of it.
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) throw_errno(file.string(), "the lock file cannot be opened");
  share_in(file.parent_path(), descriptor);
  return descriptor;
}

bool take(int descriptor, const fs::path& file, std::uint64_t start, std::uint64_t length) {
  struct flock range = {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(start);
  range.l_len = static_cast<off_t>(length);
  if (::fcntl(descriptor, F_OFD_SETLK, &range) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  const int code = errno;
  ::close(descriptor);
  errno = code;
  throw_errno(file.string(), "this file system cannot lock; put the catalog on one that can");
}

std::string read_note(int descriptor) {
  std::array<char, note_bytes> buffer{};
  const ssize_t got = ::pread(descriptor, buffer.data(), buffer.size(), 1);
  if (got <= 0) return {};
  const std::string text(buffer.data(), static_cast<std::size_t>(got));
  return text.substr(0, text.find('\n'));
}

void write_note(int descriptor, const std::string& note) {
  // A lost note costs a clear message, not the lock: a full disk must not stop the run here.
  if (::ftruncate(descriptor, 1) == 0 && !note.empty()) [[maybe_unused]]
    const ssize_t put = ::pwrite(descriptor, (note + "\n").data(), note.size() + 1, 1);
}

}  // namespace

std::optional<Lock> Lock::try_range(const fs::path& file, std::uint64_t start, std::uint64_t length) {
  const int descriptor = open_lock_file(file);
  if (take(descriptor, file, start, length)) return Lock(descriptor, false);
  ::close(descriptor);
  return std::nullopt;
}

Lock Lock::wait_range(const fs::path& file, std::uint64_t start, double wait_seconds) {
  using clock = std::chrono::steady_clock;
  const auto end = clock::now() + std::chrono::duration<double>(wait_seconds);
  while (true) {
    if (auto lock = try_range(file, start)) return std::move(*lock);
    interrupt::check();
    if (clock::now() >= end)
      throw_retry(file.string(), "another process has held this lock for over " +
                                     std::to_string(static_cast<int>(wait_seconds)) + " s; try again later");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Lock Lock::of_run(const fs::path& file, const std::string& tool) {
  const int descriptor = open_lock_file(file);
  if (!take(descriptor, file, 0, 1)) {
    const std::string holder = read_note(descriptor);
    ::close(descriptor);
    throw_retry(file.string(), "held by " + (holder.empty() ? "another process" : holder) +
                                   "; let it end, then run this again (if that host is dead, its file server "
                                   "frees the lock when the lease ends)");
  }
  Lock lock(descriptor, true);
  lock.m_unfinished = read_note(descriptor);
  const ProcessIdentity me = this_process();
  write_note(descriptor,
             tool + " on " + me.host + ", pid " + std::to_string(me.pid) + ", since " + utc_text(now()));
  return lock;
}

Lock::~Lock() {
  if (m_descriptor < 0) return;
  if (m_noted) write_note(m_descriptor, "");
  ::close(m_descriptor);
}

Lock::Lock(Lock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_noted(other.m_noted),
      m_unfinished(std::move(other.m_unfinished)) {}

Lock& Lock::operator=(Lock&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_noted, other.m_noted);
  std::swap(m_unfinished, other.m_unfinished);
  return *this;
}

}  // namespace pcrs::store
