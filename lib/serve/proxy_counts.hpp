// SPDX-License-Identifier: Apache-2.0
// What a proxy on this machine sent without us: nginx tells each answer of the WMS by a datagram (its access
// log by syslog), so that it enters our log and counts for its token.
#pragma once
#include <atomic>
#include <optional>
#include <string_view>
#include <thread>

#include "serve/access_log.hpp"
#include "serve/descriptor.hpp"
#include "serve/server.hpp"
#include "serve/usage.hpp"

namespace pcrs::serve {

/// The access that a datagram tells (`<190>Nov 26 04:22:01 pcrs: {"client":…}`), or nothing when it is none.
std::optional<Access> read_count(std::string_view datagram, UnixTime time);

class ProxyCounts {
 public:
  /// Listens where the service does, by UDP. Loopback only; elsewhere, or where the port is taken, it hears
  /// nothing: is_heard() tells.
  ProxyCounts(const ServerOptions& options, unsigned port, AccessLog& log, UsageMeter& usage);
  ~ProxyCounts();
  ProxyCounts(const ProxyCounts&) = delete;
  ProxyCounts& operator=(const ProxyCounts&) = delete;
  bool is_heard() const { return static_cast<bool>(m_socket); }

 private:
  void run();
  Descriptor m_socket;
  AccessLog& m_log;
  UsageMeter& m_usage;
  std::atomic<bool> m_stop{false};
  std::thread m_thread;
};

}  // namespace pcrs::serve
