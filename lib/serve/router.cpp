// SPDX-License-Identifier: Apache-2.0
#include "serve/router.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "serve/access_log.hpp"

namespace pcrs::serve {

namespace {

bool fits(const Route& route, std::string_view path) {
  return route.path.ends_with('/') ? path.starts_with(route.path) : path == route.path;
}

bool allows(const Route& route, const std::string& method) {
  const std::string wanted = method == "HEAD" ? "GET" : method;
  return std::find(route.methods.begin(), route.methods.end(), wanted) != route.methods.end();
}

std::string methods_text(const Route& route) {
  std::string text;
  for (const std::string& method : route.methods) text += method == "GET" ? "GET, HEAD, " : method + ", ";
  return text + "OPTIONS";
}

// What a browser asks before it sends a token or a range from another site.
Response preflight(const Route& route) {
  Response response;
  response.status = 204;
  response.set("Allow", methods_text(route));
  response.set("Access-Control-Allow-Methods", methods_text(route));
  response.set("Access-Control-Allow-Headers",
               "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, Range");
  response.set("Access-Control-Max-Age", "86400");
  return response;
}

Response not_allowed(const Route& route) {
  Response response = problem(405, "this address knows " + methods_text(route));
  response.set("Allow", methods_text(route));
  return response;
}

void finish(Response& response) {
  response.set("X-Content-Type-Options", "nosniff");
  allow_other_origins(response);
}

}  // namespace

void allow_other_origins(Response& response) {
  response.set("Access-Control-Allow-Origin", "*");
  response.set("Access-Control-Expose-Headers",
               "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified, Retry-After");
}

const Route* Router::find(std::string_view path) const {
  const Route* best = nullptr;
  for (const Route& route : m_routes)
    if (fits(route, path) && (best == nullptr || route.path.size() > best->path.size())) best = &route;
  return best;
}

std::optional<Response> Router::guarded(const std::function<std::optional<Response>()>& call,
                                        const Request& request) const {
  try {
    return call();
  } catch (const Error& error) {
    if (m_tell) m_tell(without_secret(request.path), error.what());
    if (error.kind() == ErrorKind::retry) {
      Response busy = problem(503, "not now; try again in a minute");
      busy.set("Retry-After", "60");
      return busy;
    }
  } catch (const std::exception& error) {
    if (m_tell) m_tell(without_secret(request.path), std::string("unexpected: ") + error.what());
  }
  return problem(500, "the service failed; its log says why");
}

Response Router::answer(const Request& request) const {
  const Route* route = find(request.path);
  Response response = route == nullptr              ? problem(404, "nothing is published at this address")
                      : request.method == "OPTIONS" ? preflight(*route)
                      : !allows(*route, request.method)
                          ? not_allowed(*route)
                          : *guarded([&] { return route->handler(request); }, request);
  finish(response);
  return response;
}

std::optional<Response> Router::answer_at_once(const Request& request) const {
  const Route* route = find(request.path);
  if (route == nullptr || !route->heavy || !allows(*route, request.method)) return answer(request);
  if (!route->quick) return std::nullopt;
  std::optional<Response> response = guarded([&] { return route->quick(request); }, request);
  if (response) finish(*response);
  return response;
}

}  // namespace pcrs::serve
