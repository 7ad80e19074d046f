// SPDX-License-Identifier: Apache-2.0
#include "serve/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "serve/descriptor.hpp"
#include "serve/exchange.hpp"
#include "serve/workers.hpp"

namespace pcrs::serve {

namespace {

constexpr auto farewell = std::chrono::seconds(5);
constexpr std::size_t connection_memory_bytes = 32 << 10;  // request line and headers: more is refused (431)

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Address address_of(const ServerOptions& options) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, options.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(options.port);
    address.size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, options.address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(options.port);
    address.size = sizeof *v6;
  }
  return address;
}

std::string host_text(const ServerOptions& options, unsigned port) {
  const bool v6 = options.address.find(':') != std::string::npos;
  return (v6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(port);
}

// Our own socket: libmicrohttpd would only say that something failed.
Descriptor listen_at(const ServerOptions& options) {
  const Address address = address_of(options);
  const std::string where = host_text(options, options.port);
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  if (socket) ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (!socket ||
      ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      ::listen(socket.number(), 512) != 0)
    throw_errno(where, "cannot be listened at");
  return socket;
}

unsigned port_of(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size);
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port
                                             : reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
}

// Escapes are read by us alone, once.
std::size_t leave_escapes(void*, MHD_Connection*, char* text) {
  return std::strlen(text);
}

}  // namespace

void parse_listen(const std::string& text, ServerOptions& options) {
  const auto colon = text.rfind(':');
  std::string address = text.substr(0, colon == std::string::npos ? 0 : colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const auto port =
      to_number<std::uint16_t>(text.substr(colon == std::string::npos ? text.size() : colon + 1));
  options.address = address == "localhost" ? "127.0.0.1" : address;
  options.port = port.value_or(0);
  if (!port || address_of(options).size == 0)
    throw_usage("--listen", "is \"" + text + "\"; expected ADDRESS:PORT, such as 127.0.0.1:8080");
}

Descriptor listen_for_datagrams(const ServerOptions& options, unsigned port) {
  if (!options.address.starts_with("127.") && options.address != "::1") return {};
  ServerOptions at = options;
  at.port = static_cast<std::uint16_t>(port);
  const Address address = address_of(at);
  Descriptor socket(::socket(address.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket &&
      ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0)
    return socket;
  return {};
}

struct Server::State {
  ServerOptions options;
  std::function<std::shared_ptr<const Router>()> current;
  AccessLog& log;
  UsageMeter& usage;
  std::string host;  // and port
  unsigned port = 0;
  std::unique_ptr<Workers> workers;
  MHD_Daemon* daemon = nullptr;
  std::atomic<unsigned> under_way{0};
  std::atomic<bool> told_of_nginx{false};

  MHD_Result begin(MHD_Connection* connection, Exchange& exchange, const char* method);
  MHD_Result answer(MHD_Connection* connection, Exchange& exchange);
  void answer_later(MHD_Connection* connection, Exchange& exchange);

  static void* on_target(void* self, const char* target, MHD_Connection* connection);
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url, const char* method,
                               const char* version, const char* body, std::size_t* body_size, void** context);
  static void on_end(void* self, MHD_Connection* connection, void** context,
                     enum MHD_RequestTerminationCode how);
};

void* Server::State::on_target(void* self, const char* target, MHD_Connection*) {
  ++static_cast<State*>(self)->under_way;
  auto exchange = std::make_unique<Exchange>();
  exchange->raw_target = target;
  return exchange.release();
}

MHD_Result Server::State::begin(MHD_Connection* connection, Exchange& exchange, const char* method) {
  exchange.router = current();
  exchange.response = exchange.read_request(connection, method, host);
  if (exchange.by_other_nginx && options.on_other_nginx && !told_of_nginx.exchange(true))
    options.on_other_nginx();
  if (!exchange.response) return MHD_YES;
  allow_other_origins(*exchange.response);
  return exchange.send(connection, usage);
}

// On a worker; the connection sleeps meanwhile and costs nothing.
void Server::State::answer_later(MHD_Connection* connection, Exchange& exchange) {
  MHD_suspend_connection(connection);
  const bool taken = workers->take([connection, &exchange] {
    exchange.response = exchange.router->answer(exchange.request);
    MHD_resume_connection(connection);
  });
  if (taken) return;
  exchange.response = problem(503, "too many requests wait already; try again in a moment");
  exchange.response->set("Retry-After", "5");
  allow_other_origins(*exchange.response);
  MHD_resume_connection(connection);
}

MHD_Result Server::State::answer(MHD_Connection* connection, Exchange& exchange) {
  if (!exchange.response) exchange.response = exchange.router->answer_at_once(exchange.request);
  if (!exchange.response) {
    answer_later(connection, exchange);
    return MHD_YES;
  }
  return exchange.send(connection, usage);
}

// No exception may pass through libmicrohttpd; out of memory, the connection is dropped.
MHD_Result Server::State::on_request(void* self, MHD_Connection* connection, const char*, const char* method,
                                     const char*, const char* body, std::size_t* body_size, void** context) {
  auto& state = *static_cast<State*>(self);
  auto& exchange = *static_cast<Exchange*>(*context);
  try {
    if (!exchange.read) return state.begin(connection, exchange, method);
    if (*body_size == 0) return state.answer(connection, exchange);
    if (!exchange.take_body({body, *body_size})) return MHD_NO;
    *body_size = 0;
    return MHD_YES;
  } catch (const std::exception&) {
    return MHD_NO;
  }
}

void Server::State::on_end(void* self, MHD_Connection* connection, void** context,
                           enum MHD_RequestTerminationCode how) {
  auto& state = *static_cast<State*>(self);
  const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*context));
  *context = nullptr;
  try {
    if (exchange && exchange->read && !exchange->is_told_later())
      state.log.add(exchange->end(connection, how == MHD_REQUEST_TERMINATED_COMPLETED_OK, state.usage));
  } catch (const std::exception&) {
    // Out of memory: a line of the log less.
  }
  --state.under_way;
}

Server::Server(const ServerOptions& options, std::function<std::shared_ptr<const Router>()> current,
               AccessLog& log, UsageMeter& usage)
    : m_state(new State{options, std::move(current), log, usage, "", 0, nullptr, nullptr, {}, {}}) {
  Descriptor socket = listen_at(options);
  m_state->port = port_of(socket.number());
  m_state->host = host_text(options, m_state->port);
  m_state->workers = std::make_unique<Workers>(options.workers, options.waiting_max);
  m_state->daemon =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC, 0, nullptr,
                       nullptr, &State::on_request, m_state.get(), MHD_OPTION_LISTEN_SOCKET, socket.number(),
                       MHD_OPTION_THREAD_POOL_SIZE, std::max(options.threads, 1U),
                       MHD_OPTION_CONNECTION_LIMIT, options.connections_max, MHD_OPTION_CONNECTION_TIMEOUT,
                       options.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory_bytes,
                       MHD_OPTION_URI_LOG_CALLBACK, &State::on_target, m_state.get(),
                       MHD_OPTION_UNESCAPE_CALLBACK, &leave_escapes, nullptr, MHD_OPTION_NOTIFY_COMPLETED,
                       &State::on_end, m_state.get(), MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
  if (m_state->daemon == nullptr) throw_failed(m_state->host, "the HTTP server cannot be started");
  socket.release();  // closed by the daemon
}

Server::~Server() {
  const Descriptor socket(MHD_quiesce_daemon(m_state->daemon));
  const auto until = std::chrono::steady_clock::now() + farewell;
  while (m_state->under_way > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  // Each job wakes its connection: none may sleep when the daemon stops. Until then open connections go on
  // asking.
  m_state->workers->finish();
  MHD_stop_daemon(m_state->daemon);
}

unsigned Server::port() const {
  return m_state->port;
}

std::string Server::url() const {
  return "http://" + m_state->host + "/";
}

}  // namespace pcrs::serve
