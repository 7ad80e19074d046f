// SPDX-License-Identifier: Apache-2.0
#include "store/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"

extern char** environ;

namespace pcrs::store {

namespace {

constexpr std::size_t most_messages_bytes = 4096;
constexpr int pipe_bytes =
    1 << 20;                  // fewer changes between the two; what the system does not grant is no loss
constexpr int look_ms = 500;  // how long a signal that came elsewhere may go unseen

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw_errno("pipe", "cannot be made");
    read = ends[0];
    write = ends[1];
    ::fcntl(read, F_SETPIPE_SZ, pipe_bytes);
  }
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
};

// Ours, but for the language of messages.
std::vector<std::string> environment() {
  std::vector<std::string> variables{"LC_ALL=C"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!text.starts_with("LC_ALL=") && !text.starts_with("LANGUAGE=")) variables.emplace_back(text);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(std::vector<std::string>& words, int in, int out, int err) {
  std::vector<std::string> variables = environment();
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int code = ::posix_spawnp(&pid, words[0].c_str(), &actions, &attributes, pointers(words).data(),
                                  pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (code == ENOENT) throw_failed(words[0], "is not installed on this machine: install its package");
  errno = code;
  if (code != 0) throw_errno(words[0], "cannot be started");
  return pid;
}

// A child that holds a key leaves no core file: it inherits the limit that stands when it is started.
class NoCores {
 public:
  NoCores() : m_lock(mutex()) {
    if (::getrlimit(RLIMIT_CORE, &m_before) != 0) m_before = {0, 0};
    const rlimit none{0, m_before.rlim_max};
    ::setrlimit(RLIMIT_CORE, &none);
  }
  ~NoCores() { ::setrlimit(RLIMIT_CORE, &m_before); }
  NoCores(const NoCores&) = delete;
  NoCores& operator=(const NoCores&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  const std::lock_guard<std::mutex> m_lock;
  rlimit m_before{};
};

bool may_wait(int code) {
  return code == EAGAIN || code == EINTR;
}

}  // namespace

Program::Program(std::vector<std::string> words) : m_name(words.at(0)) {
  Pipe in, out, err;
  const NoCores no_cores;
  m_pid = spawn(words, in.read, out.write, err.write);
  m_in = std::exchange(in.write, -1);
  m_out = std::exchange(out.read, -1);
  m_err = std::exchange(err.read, -1);
  for (const int end : {m_in, m_out, m_err}) ::fcntl(end, F_SETFL, ::fcntl(end, F_GETFL) | O_NONBLOCK);
}

Program::~Program() {
  end_input();
  close_end(m_out);
  if (m_pid > 0) {
    ::kill(m_pid, SIGTERM);
    while (::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) {
    }
  }
  close_end(m_err);
}

void Program::end_input() {
  close_end(m_in);
}

// The first messages count: what follows is mostly a consequence.
void Program::take_messages() {
  std::array<char, 1024> buffer;
  while (m_err >= 0) {
    const ssize_t got = ::read(m_err, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && may_wait(errno)) return;
    if (got <= 0) return close_end(m_err);
    m_messages.append(buffer.data(),
                      std::min(static_cast<std::size_t>(got), most_messages_bytes - m_messages.size()));
  }
}

std::size_t Program::exchange(Bytes& input, std::span<std::byte> into) {
  if (m_in < 0) input = {};
  while (!ended()) {
    interrupt::check();
    std::array<pollfd, 3> ends{
        {{m_out, POLLIN, 0}, {input.empty() ? -1 : m_in, POLLOUT, 0}, {m_err, POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), look_ms) < 0 && errno != EINTR)
      throw_errno(m_name, "cannot be heard");
    if (ends[2].revents != 0) take_messages();
    std::size_t taken = 0, given = 0;
    if (ends[1].revents != 0) {
      const ssize_t put = ::write(m_in, input.data(), input.size());
      taken = put > 0 ? static_cast<std::size_t>(put) : 0;
      if (put < 0 && !may_wait(errno)) {  // it reads no more: its end will say why
        end_input();
        taken = input.size();
      }
      input = input.subspan(taken);
    }
    if (ends[0].revents != 0) {
      const ssize_t got = ::read(m_out, into.data(), into.size());
      given = got > 0 ? static_cast<std::size_t>(got) : 0;
      if (got == 0 || (got < 0 && !may_wait(errno))) close_end(m_out);
    }
    if (taken + given > 0) return given;
  }
  return 0;
}

std::string Program::wait() {
  end_input();
  while (m_pid > 0) {
    interrupt::check();
    take_messages();
    pollfd messages{m_err, POLLIN, 0};
    const pid_t gone = ::waitpid(m_pid, &m_status, m_err < 0 ? 0 : WNOHANG);
    if (gone == m_pid || (gone < 0 && errno != EINTR)) m_pid = -1;
    if (gone == 0) ::poll(&messages, 1, look_ms);
  }
  take_messages();
  return fault();
}

std::string Program::fault() const {
  if (WIFEXITED(m_status) && WEXITSTATUS(m_status) == 0) return {};
  std::string first(trim(std::string_view(m_messages).substr(0, m_messages.find('\n'))));
  if (first.starts_with(m_name + ": ")) first.erase(0, m_name.size() + 2);
  // Whatever it says of a key that it was given, the key itself is not passed on.
  if (!first.empty() && first.find("AGE-SECRET") == std::string::npos) return one_line(first);
  return WIFSIGNALED(m_status) ? "died of signal " + std::to_string(WTERMSIG(m_status))
                               : "failed with exit " + std::to_string(WEXITSTATUS(m_status));
}

std::string output_of(std::vector<std::string> words, const std::string& where) {
  Program program(std::move(words));
  program.end_input();
  std::string text;
  std::array<std::byte, 4096> buffer;
  Bytes none;
  while (!program.ended()) text += as_text(Bytes(buffer).first(program.exchange(none, buffer)));
  const std::string fault = program.wait();
  if (!fault.empty()) throw_failed(where, program.name() + ": " + fault);
  return text;
}

}  // namespace pcrs::store
