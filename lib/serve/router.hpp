// SPDX-License-Identifier: Apache-2.0
// Which handler answers which path. To add a part of the service, write `void add_NAME(Router&, ServicePtr)`
// in a file of its own and call it from service.cpp.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/request.hpp"
#include "serve/response.hpp"

namespace pcrs::serve {

/// Called by several threads at once. Gives every answer as a Response; an Error thrown is a 503 (retry) or a
/// 500, told on stderr and not to the client.
using Handler = std::function<Response(const Request&)>;

struct Route {
  std::string path;  ///< ends in '/': all below it too; else this path alone
  Handler handler;
  std::vector<std::string> methods{"GET"};  ///< GET stands for HEAD too; others get 405
  /// May take more than a millisecond (decodes, encodes, searches): runs on a worker, so that others do not
  /// wait for it; 503 when too many wait already.
  bool heavy = false;
  std::size_t body_max_bytes = 0;  ///< of a POST; more is refused (413) unread
  /// Asked first, at once, where the answer may be had without a worker after all.
  std::function<std::optional<Response>(const Request&)> quick = {};
};

class Router {
 public:
  using Enter = std::function<std::optional<Response>(Request&)>;

  void add(Route route) { m_routes.push_back(std::move(route)); }
  /// Asked first of every request; may alter it, or refuse it by a response.
  void on_enter(Enter enter) { m_enter = std::move(enter); }
  std::optional<Response> enter(Request& request) const { return m_enter ? m_enter(request) : std::nullopt; }
  /// The route of a path: the longest that fits. Null when none does.
  const Route* find(std::string_view path) const;
  /// Told of what handlers throw.
  void on_fault(std::function<void(const std::string& path, const std::string& what)> tell) {
    m_tell = std::move(tell);
  }
  /// The whole answer, CORS included: OPTIONS, 404, 405, faults of handlers.
  Response answer(const Request& request) const;
  /// The same, or nothing where a worker must make it.
  std::optional<Response> answer_at_once(const Request& request) const;

 private:
  std::optional<Response> guarded(const std::function<std::optional<Response>()>& call,
                                  const Request& request) const;

  Enter m_enter;
  std::vector<Route> m_routes;
  std::function<void(const std::string&, const std::string&)> m_tell;
};

/// Any site may read what is public, ranges and their headers included.
void allow_other_origins(Response& response);

}  // namespace pcrs::serve
