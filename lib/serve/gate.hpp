// SPDX-License-Identifier: Apache-2.0
// Who comes in: the token of a request, and what the chantier says of the product that it asks for.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/service.hpp"
#include "serve/tokens.hpp"
#include "serve/usage.hpp"

namespace pcrs::serve {

/// The product that a path shows (`ortho`, `vector`), empty for what is open to all: the portal, the index.
std::string_view product_of(std::string_view path);

/// `public`, `token` or `closed`, as the chantier says of that product; what is none is public.
std::string access_of(const Service& service, std::string_view product);

/// 401: a token is wanted, or the one that came is worth nothing.
Response challenge(const std::string& detail);

/// The secret that `Authorization` carries, by Basic (the password; the user alone where there is none) or
/// Bearer; nothing when there is none.
std::optional<std::string> secret_of(std::string_view authorization);

class Gate {
 public:
  Gate(ServicePtr service, std::shared_ptr<UsageMeter> usage);
  /// Takes `/t/<token>` off the path (and puts it into root_url), sets token_id. A response where the request
  /// is refused: 401 (no token, or one that is worth nothing), 403 (not for this product), 429. A request
  /// with a token that is worth nothing is refused even where all may enter: its owner is to know.
  std::optional<Response> enter(Request& request) const;

 private:
  std::optional<Response> admit(Request& request, const std::optional<std::string>& secret) const;

  const ServicePtr m_service;
  const std::shared_ptr<UsageMeter> m_usage;
  const TokenKeeper m_tokens;
};

/// 429: the bytes of a token's day are used.
Response quota_used(std::uint64_t daily_bytes, UnixTime time);

/// `Cache-Control` for what a token may have opened: a shared cache must not hand it on.
std::string caching(const Service& service, const Request& request, unsigned seconds);

}  // namespace pcrs::serve
