// SPDX-License-Identifier: Apache-2.0
#include "serve/exchange.hpp"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "format/nginx.hpp"
#include "serve/gate.hpp"

namespace pcrs::serve {

namespace {

constexpr std::size_t target_max_bytes = 4096;

MHD_Result keep_header(void* into, enum MHD_ValueKind, const char* name, const char* value) {
  auto& fields = *static_cast<Fields*>(into);
  fields.emplace_back(lower_ascii(name), value == nullptr ? "" : value);
  return MHD_YES;
}

std::string peer_of(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr) return "";
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (info->client_addr->sa_family == AF_INET) {
    const auto* address = reinterpret_cast<const sockaddr_in*>(info->client_addr);
    ::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size());
  } else {
    const auto* address = reinterpret_cast<const sockaddr_in6*>(info->client_addr);
    ::inet_ntop(AF_INET6, &address->sin6_addr, text.data(), text.size());
  }
  return text.data();
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

// The proxy's own note of who came to it is the last one; what stands before is what the client claims.
std::string client_of(const Request& request, const std::string& peer, bool behind_proxy) {
  const auto told = behind_proxy ? request.header("x-forwarded-for") : std::nullopt;
  if (!told) return peer;
  const std::string_view last = trim(told->substr(told->rfind(',') + 1));
  const bool plausible = !last.empty() && last.size() <= 45 &&
                         last.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
  return plausible ? std::string(last) : peer;
}

std::uint64_t acked_bytes(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct tcp_info tcp = {};
  socklen_t size = sizeof tcp;
  if (info == nullptr || ::getsockopt(info->connect_fd, IPPROTO_TCP, TCP_INFO, &tcp, &size) != 0) return 0;
  return tcp.tcpi_bytes_acked;
}

ssize_t no_more(void*, std::uint64_t, char*, std::size_t) {
  return MHD_CONTENT_READER_END_OF_STREAM;
}

MHD_Response* body_of(Response& response) {
  if (response.length_unknown)
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, no_more, nullptr, nullptr);
  if (auto* part = std::get_if<FilePart>(&response.body))
    return MHD_create_response_from_fd_at_offset64(part->size_bytes, part->file.release(), part->offset);
  std::string& text = std::get<std::string>(response.body);  // lives as long as the exchange
  return MHD_create_response_from_buffer(text.size(), text.data(), MHD_RESPMEM_PERSISTENT);
}

}  // namespace

std::optional<Response> Exchange::read_request(MHD_Connection* connection, const char* method,
                                               const std::string& host) {
  read = true;
  acked_before = acked_bytes(connection);
  request.method = method;
  request.headers.reserve(16);
  MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header, &request.headers);
  const std::string peer = peer_of(connection);
  const bool behind_proxy = is_loopback(peer);
  request.client = client_of(request, peer, behind_proxy);
  if (!behind_proxy)
    std::erase_if(request.headers, [](const auto& field) {
      return field.first == "x-accel-prefix" || field.first == "x-pcrs-told-later";
    });
  by_other_nginx = request.header("x-accel-prefix") && request.header("x-pcrs-form") != format::nginx_form();
  if (raw_target.size() > target_max_bytes) return problem(414, "the address is too long");
  auto target = parse_target(raw_target);
  if (!target) return problem(400, "the address is malformed");
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.root_url = root_url_of(request, behind_proxy, host);
  if (auto refusal = router->enter(request)) return refusal;
  route = router->find(request.path);
  const auto length = to_number<std::uint64_t>(request.header("content-length").value_or("0"));
  const std::uint64_t most = route == nullptr ? 0 : route->body_max_bytes;
  if (length.value_or(0) > 0 && most == 0 && request.method != "GET" && request.method != "HEAD") {
    Response refusal = problem(405, "this address takes nothing");
    refusal.set("Allow", "GET, HEAD, OPTIONS");
    return refusal;
  }
  if (length.value_or(0) > most) return problem(413, "at most " + std::to_string(most) + " bytes are read");
  return std::nullopt;
}

bool Exchange::take_body(std::string_view piece) {
  const std::size_t most = route == nullptr ? 0 : route->body_max_bytes;
  if (request.body.size() + piece.size() > most) return false;
  request.body += piece;
  return true;
}

// What leaves counts from now on: many at a time do not pass a quota by more than one alone.
void Exchange::count(UsageMeter& usage) {
  if (!response->token_id.empty()) {
    request.token_id = response->token_id;
    request.daily_bytes = response->daily_bytes;
  }
  const bool has_body = request.method != "HEAD" && response->status != 304;
  body_bytes = has_body ? response->size_bytes() + response->handed_over_bytes : 0;
  if (request.token_id.empty() || body_bytes == 0 || response->status >= 400) return;
  const UnixTime time = now();
  if (usage.reserve(request.token_id, body_bytes, request.daily_bytes, time)) {
    reserved = body_bytes;
    return;
  }
  response = quota_used(request.daily_bytes, time);
  allow_other_origins(*response);
  body_bytes = response->size_bytes();
}

MHD_Result Exchange::send(MHD_Connection* connection, UsageMeter& usage) {
  count(usage);
  MHD_Response* answer = body_of(*response);
  if (answer == nullptr) return MHD_NO;
  for (const auto& [name, value] : response->headers)
    MHD_add_response_header(answer, name.c_str(), value.c_str());
  const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(response->status), answer);
  MHD_destroy_response(answer);
  return queued;
}

bool Exchange::is_told_later() const {
  return response && response->status == 204 && request.path == "/wms" && request.header("x-pcrs-told-later");
}

Access Exchange::end(MHD_Connection* connection, bool complete, UsageMeter& usage) const {
  Access access = this->access(connection, complete);
  if (!access.token_id.empty()) usage.settle(access.token_id, reserved, access.bytes, access.time);
  return access;
}

Access Exchange::access(MHD_Connection* connection, bool complete) const {
  Access access;
  access.time = now();
  access.client = request.client;
  access.method = request.method.substr(0, 16);
  access.path = request.path;
  access.status = response ? response->status : 0;
  access.bytes = body_bytes;
  if (!complete) access.bytes = std::min(body_bytes, acked_bytes(connection) - acked_before);
  access.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  access.token_id = request.token_id;
  if (response) access.dalle = response->dalle;
  return access;
}

}  // namespace pcrs::serve
