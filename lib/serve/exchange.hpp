// SPDX-License-Identifier: Apache-2.0
// One request on its way through libmicrohttpd: what it asks, what it is answered, what is logged of it.
#pragma once
#include <microhttpd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "serve/access_log.hpp"
#include "serve/router.hpp"
#include "serve/usage.hpp"

namespace pcrs::serve {

struct Exchange {
  std::string raw_target;
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  bool read = false;                     ///< `request` is filled
  std::shared_ptr<const Router> router;  ///< of this request, whatever is read again meanwhile
  const Route* route = nullptr;
  Request request;
  bool by_other_nginx = false;  ///< it came by an nginx whose configuration is of another version
  std::optional<Response> response;
  std::uint64_t body_bytes = 0;    ///< that the answer sends
  std::uint64_t reserved = 0;      ///< of them, with the meter
  std::uint64_t acked_before = 0;  ///< bytes that the client had taken on this connection when it asked

  /// Fills `request` from the connection. A response when it is to be refused at once.
  std::optional<Response> read_request(MHD_Connection* connection, const char* method,
                                       const std::string& host);
  /// Takes a piece of the body; false when it is more than the route allows.
  bool take_body(std::string_view piece);
  /// Hands `response` to the connection, or a refusal where it would pass the token's quota.
  MHD_Result send(MHD_Connection* connection, UsageMeter& usage);
  /// The proxy sends what was asked for, and tells when it has (ProxyCounts).
  bool is_told_later() const;
  /// Once it has ended: what the log says of it.
  Access end(MHD_Connection* connection, bool complete, UsageMeter& usage) const;

 private:
  void count(UsageMeter& usage);
  Access access(MHD_Connection* connection, bool complete) const;
};

}  // namespace pcrs::serve
