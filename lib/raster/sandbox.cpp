// SPDX-License-Identifier: Apache-2.0
#include "raster/sandbox.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"

extern char** environ;

namespace pcrs::raster {

namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : m_number(number) {}
  Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(m_number, other.m_number);
    return *this;
  }
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  int number() const { return m_number; }

 private:
  int m_number;
};

struct Pipe {
  Descriptor reader, writer;
};

Pipe open_pipe(const std::string& where) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno(where, "cannot make a pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// What the child reads stands in memory, so that nobody waits for it to be read.
Descriptor input_file(const std::string& where, const std::string& input) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  if (file.number() < 0) throw_errno(where, "cannot hold its input");
  for (std::size_t done = 0; done < input.size();) {
    const ssize_t wrote = ::write(file.number(), input.data() + done, input.size() - done);
    if (wrote < 0) throw_errno(where, "cannot hold its input");
    done += static_cast<std::size_t>(wrote);
  }
  ::lseek(file.number(), 0, SEEK_SET);
  return file;
}

void limit(int which, rlim_t soft, rlim_t hard) {
  const rlimit value{soft, hard};
  ::setrlimit(static_cast<__rlimit_resource>(which), &value);
}

struct Start {
  char* const* arguments;
  int input, output, errors, failure;
  pid_t parent;
  ChildLimits limits;
};

// Runs in the child between fork and exec: only what is async-signal-safe.
[[noreturn]] void become(const Start& start) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != start.parent) ::_exit(127);
  limit(RLIMIT_CPU, start.limits.cpu_seconds, start.limits.cpu_seconds + 2);
  if (start.limits.memory_bytes > 0) limit(RLIMIT_AS, start.limits.memory_bytes, start.limits.memory_bytes);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_FSIZE, 0, 0);
  ::dup2(start.input, 0);
  ::dup2(start.output, 1);
  ::dup2(start.errors, 2);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execv(start.arguments[0], start.arguments);
  const int why = errno;
  [[maybe_unused]] const ssize_t told = ::write(start.failure, &why, sizeof why);
  ::_exit(127);
}

/// The child while it lives: killed and reaped at the latest here.
class Child {
 public:
  explicit Child(pid_t pid) : m_pid(pid) {}
  ~Child() {
    if (m_pid <= 0) return;
    ::kill(m_pid, SIGKILL);
    reap(0);
  }
  void kill() const { ::kill(m_pid, SIGKILL); }
  /// True once it has ended; `status` then says how.
  bool reap(int flags) {
    if (m_pid <= 0) return true;
    pid_t done = -1;
    do done = ::waitpid(m_pid, &status, flags);
    while (done < 0 && errno == EINTR);
    if (done == 0) return false;
    m_pid = -1;
    return true;
  }
  int status = 0;

 private:
  pid_t m_pid;
};

// Appends what is there. False once the other end is closed.
bool drain(int descriptor, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
  if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

struct Watch {
  Child& child;
  std::array<pollfd, 2> ends;
  ChildResult& result;
  const ChildLimits& limits;
  Clock::time_point deadline;

  bool over_output() const {
    return std::max(result.output.size(), result.errors.size()) > limits.output_bytes;
  }
  bool stop(ChildEnd why) {
    result.end = why;
    child.kill();
    return true;
  }
  bool over_a_limit() {
    if (over_output()) return stop(ChildEnd::output_limit);
    return Clock::now() > deadline && stop(ChildEnd::wall_limit);
  }
  void read_what_came() {
    std::string* const texts[] = {&result.output, &result.errors};
    for (std::size_t i = 0; i < 2; ++i)
      if (ends[i].revents != 0 && !drain(ends[i].fd, *texts[i])) ends[i].fd = -1;
  }
  // Until both streams are closed, then until the process has ended.
  void run() {
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
      interrupt::check();
      if (::poll(ends.data(), ends.size(), 100) > 0) read_what_came();
      if (over_a_limit()) break;
    }
    while (!child.reap(WNOHANG)) {
      interrupt::check();
      if (result.end == ChildEnd::exited) over_a_limit();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

void tell_end(ChildResult& result, int status) {
  if (result.end != ChildEnd::exited) return;
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  if (!WIFSIGNALED(status)) return;
  result.end = result.code == SIGXCPU ? ChildEnd::cpu_limit : ChildEnd::signalled;
}

}  // namespace

ChildResult run_limited(const std::vector<std::string>& command, const std::string& input,
                        const ChildLimits& limits) {
  const std::string where = command.empty() ? "child process" : command.front();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const Descriptor file = input_file(where, input);
  Pipe output = open_pipe(where), errors = open_pipe(where), failure = open_pipe(where);
  const Start start{arguments.data(),
                    file.number(),
                    output.writer.number(),
                    errors.writer.number(),
                    failure.writer.number(),
                    ::getpid(),
                    limits};
  const pid_t pid = ::fork();
  if (pid == 0) become(start);
  if (pid < 0) throw_errno(where, "cannot be started");
  Child child(pid);
  output.writer = Descriptor();
  errors.writer = Descriptor();
  failure.writer = Descriptor();
  int why = 0;
  if (::read(failure.reader.number(), &why, sizeof why) == sizeof why) {
    errno = why;
    throw_errno(where, "cannot be started");
  }
  ChildResult result;
  Watch{child,
        {pollfd{output.reader.number(), POLLIN, 0}, pollfd{errors.reader.number(), POLLIN, 0}},
        result,
        limits,
        Clock::now() + std::chrono::seconds(limits.wall_seconds)}
      .run();
  tell_end(result, child.status);
  return result;
}

}  // namespace pcrs::raster
