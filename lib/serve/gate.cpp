// SPDX-License-Identifier: Apache-2.0
#include "serve/gate.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::serve {

namespace {

constexpr std::string_view path_token = "/t/";

struct Opened {
  std::string_view path, product;
};
constexpr std::array<Opened, 7> opened{{{"/dalles", "ortho"},
                                        {"/mosaique", "ortho"},
                                        {"/wmts", "ortho"},
                                        {"/wms", "ortho"},
                                        {"/api/extract", "ortho"},
                                        {"/api/downloads", "ortho"},
                                        {"/vecteur", "vector"}}};

int value_of(char c) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<std::string> base64_decoded(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0, count = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> count) & 0xffU);
  }
  return bytes;
}

Response too_much(const std::string& detail, std::int64_t wait_s) {
  Response response = problem(429, detail);
  response.set("Retry-After", std::to_string(wait_s));
  return response;
}

// `/t/SECRET/rest` → secret and `/rest`. `/t/SECRET` reads as its root.
std::optional<std::string> take_path_token(Request& request) {
  if (!request.path.starts_with(path_token)) return std::nullopt;
  const auto end = std::min(request.path.find('/', path_token.size()), request.path.size());
  std::string secret = request.path.substr(path_token.size(), end - path_token.size());
  request.path = end == request.path.size() ? "/" : request.path.substr(end);
  request.root_url += std::string(path_token) + url_encode(secret);
  return secret;
}

}  // namespace

std::string_view product_of(std::string_view path) {
  for (const Opened& one : opened)
    // Some file systems (SMB) know no case.
    if (starts_with_nocase(path, one.path) &&
        (path.size() == one.path.size() || path[one.path.size()] == '/'))
      return one.product;
  return {};
}

std::string access_of(const Service& service, std::string_view product) {
  if (product.empty()) return "public";
  const auto found = service.chantier.products.find(std::string(product));
  return found == service.chantier.products.end() ? "closed" : found->second.access;
}

// ArcGIS sends no token before it has seen this.
Response challenge(const std::string& detail) {
  Response response = problem(401, detail);
  response.set("WWW-Authenticate", "Basic realm=\"PCRS\", charset=\"UTF-8\"");
  return response;
}

std::optional<std::string> secret_of(std::string_view authorization) {
  if (starts_with_nocase(authorization, "Bearer ")) return std::string(trim(authorization.substr(7)));
  if (!starts_with_nocase(authorization, "Basic ")) return std::nullopt;
  const auto pair = base64_decoded(trim(authorization.substr(6)));
  if (!pair) return std::string();
  const auto colon = pair->find(':');
  if (colon == std::string::npos || colon + 1 == pair->size()) return pair->substr(0, colon);
  return pair->substr(colon + 1);
}

Response quota_used(std::uint64_t daily_bytes, UnixTime time) {
  return too_much("the " + bytes_text(daily_bytes) + " of this day are used", 86'400 - time % 86'400);
}

Gate::Gate(ServicePtr service, std::shared_ptr<UsageMeter> usage)
    : m_service(std::move(service)), m_usage(std::move(usage)), m_tokens(m_service->catalog_root()) {}

std::optional<Response> Gate::enter(Request& request) const {
  auto secret = take_path_token(request);
  const auto authorization = request.header("authorization");
  if (!secret && authorization) secret = secret_of(*authorization);
  if (request.method == "OPTIONS") return std::nullopt;  // browsers ask before they send a token
  try {
    return admit(request, secret);
  } catch (const Error&) {
    return problem(503, "tokens cannot be read now; try again in a minute");
  }
}

std::optional<Response> Gate::admit(Request& request, const std::optional<std::string>& secret) const {
  const std::string_view product = product_of(request.path);
  const std::string access = access_of(*m_service, product);
  if (!secret) {
    if (access == "closed") return problem(403, "this product is not published");
    return access == "public" ? std::nullopt
                              : std::optional(challenge("this product asks for a token: as the password of "
                                                        "any user, as Bearer, or as /t/TOKEN/ in the path"));
  }
  const auto token = m_tokens.find(*secret);
  if (!token) return challenge("there is no such token");
  request.token_id = token->id;
  request.daily_bytes = token->daily_bytes;
  const UnixTime time = now();
  if (token->revoked) return challenge("this token was revoked");
  if (token->expires && *token->expires <= time) return challenge("this token has expired");
  const bool covers = std::find(token->scopes.begin(), token->scopes.end(), product) != token->scopes.end();
  if (access == "closed") return problem(403, "this product is closed: no token opens it");
  if (access == "token" && !covers) return problem(403, "this token is not for this product");
  if (token->rate_per_minute > 0 &&
      !m_usage->take_request(token->id, token->rate_per_minute, std::chrono::steady_clock::now()))
    return too_much("at most " + std::to_string(token->rate_per_minute) + " requests a minute", 10);
  if (token->daily_bytes > 0 && m_usage->bytes_today(token->id, time) >= token->daily_bytes)
    return quota_used(token->daily_bytes, time);
  return std::nullopt;
}

std::string caching(const Service& service, const Request& request, unsigned seconds) {
  const bool open = request.token_id.empty() && access_of(service, product_of(request.path)) == "public";
  return std::string(open ? "public" : "private") + ", max-age=" + std::to_string(seconds) +
         ", must-revalidate";
}

}  // namespace pcrs::serve
