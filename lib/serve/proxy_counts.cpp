// SPDX-License-Identifier: Apache-2.0
#include "serve/proxy_counts.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>

#include "base/json.hpp"

namespace pcrs::serve {

namespace {

constexpr int look_ms = 200;
constexpr std::size_t longest = 64;  // of a word that goes into the log

std::string word_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  const bool fits =
      found != json.end() && found->is_string() && found->get_ref<const std::string&>().size() <= longest;
  return fits ? found->get<std::string>() : std::string();
}

double number_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  const double number = found != json.end() && found->is_number() ? found->get<double>() : 0;
  return number >= 0 && number < 1e15 ? number : 0;
}

}  // namespace

std::optional<Access> read_count(std::string_view datagram, UnixTime time) {
  const auto start = datagram.find('{');
  if (start == std::string_view::npos) return std::nullopt;
  const Json json = Json::parse(datagram.substr(start), nullptr, false);
  if (!json.is_object() || !json.contains("bytes")) return std::nullopt;
  Access access;
  access.time = time;
  access.client = word_of(json, "client");
  access.method = word_of(json, "method").substr(0, 16);
  access.path = "/wms";
  access.status = static_cast<int>(number_of(json, "status"));
  access.bytes = static_cast<std::uint64_t>(number_of(json, "bytes"));
  access.seconds = number_of(json, "seconds");
  access.token_id = word_of(json, "token");
  return access;
}

ProxyCounts::ProxyCounts(const ServerOptions& options, unsigned port, AccessLog& log, UsageMeter& usage)
    : m_socket(listen_for_datagrams(options, port)), m_log(log), m_usage(usage) {
  if (m_socket) m_thread = std::thread([this] { run(); });
}

ProxyCounts::~ProxyCounts() {
  m_stop = true;
  if (m_thread.joinable()) m_thread.join();
}

void ProxyCounts::run() {
  std::array<char, 4096> buffer{};
  while (!m_stop) {
    pollfd waiting{m_socket.number(), POLLIN, 0};
    if (::poll(&waiting, 1, look_ms) <= 0) continue;
    const auto size = ::recv(m_socket.number(), buffer.data(), buffer.size(), 0);
    if (size <= 0) continue;
    const auto access = read_count({buffer.data(), static_cast<std::size_t>(size)}, now());
    if (!access) continue;
    if (!access->token_id.empty()) m_usage.settle(access->token_id, 0, access->bytes, access->time);
    m_log.add(*access);
  }
}

}  // namespace pcrs::serve
