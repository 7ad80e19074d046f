// SPDX-License-Identifier: Apache-2.0
#include "base/interrupt.hpp"

#include <csignal>
#include <string>

#include "base/error.hpp"

namespace pcrs::interrupt {

namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void remember(int signal) {
  if (received == 0) received = signal;
}

}  // namespace

void install() {
  struct sigaction action = {};
  action.sa_handler = remember;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    // What nohup or a script's & has turned off stays off.
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    sigaction(signal, &action, nullptr);
  }
  // A closed pipe must reach us as a failed write of stdout (exit 1), not as a silent death.
  std::signal(SIGPIPE, SIG_IGN);
}

int signal_number() noexcept {
  return received;
}

void check() {
  if (received != 0)
    throw_failed("", "stopped by signal " + std::to_string(received) + "; run it again to resume");
}

}  // namespace pcrs::interrupt
