// SPDX-License-Identifier: Apache-2.0
// The HTTP server: libmicrohttpd with epoll. Everything a stranger can make it hold is bounded.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "serve/access_log.hpp"
#include "serve/descriptor.hpp"
#include "serve/router.hpp"
#include "serve/usage.hpp"

namespace pcrs::serve {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< numeric, IPv4 or IPv6
  std::uint16_t port = 8080;          ///< 0: any that is free
  unsigned threads = 2;               ///< that speak with clients
  unsigned workers = 2;               ///< that run heavy handlers
  unsigned waiting_max = 64;          ///< requests that wait for a worker; more get 503
  unsigned connections_max = 1000;    ///< more wait in the kernel's queue
  std::function<void()>
      on_other_nginx;          ///< called at the first request by an nginx that another version set up
  unsigned idle_seconds = 30;  ///< a client that neither sends nor takes a byte this long is dropped
};

/// `127.0.0.1:8080`, `[::1]:0`. Throws Error (usage).
void parse_listen(const std::string& text, ServerOptions& options);

/// A UDP socket at the address of the service, on a loopback address only; none where it cannot be had.
Descriptor listen_for_datagrams(const ServerOptions& options, unsigned port);

class Server {
 public:
  /// Answers from now on, by the router that `current` gives for each request. Throws Error: failed when the
  /// address cannot be had.
  Server(const ServerOptions& options, std::function<std::shared_ptr<const Router>()> current, AccessLog& log,
         UsageMeter& usage);
  /// Takes no new connection, lets answers under way end for a few seconds, then drops the rest.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// `http://127.0.0.1:8080/`, the port being the true one.
  std::string url() const;
  unsigned port() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace pcrs::serve
