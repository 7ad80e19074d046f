// SPDX-License-Identifier: Apache-2.0
#include "serve/api.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "serve/api_query.hpp"
#include "serve/conditions.hpp"
#include "store/digest.hpp"

namespace pcrs::serve {

namespace {

constexpr const char* prefix = "/api";
constexpr const char* id_mark = "{id}";

bool is_same_name(std::string_view a, std::string_view b) {
  return replace_all(lower_ascii(a), "_", "-") == replace_all(lower_ascii(b), "_", "-");
}

// OGC wants a parameter that nobody knows to be refused: a misspelt filter would give everything.
void check_names(const Endpoint& endpoint, const Fields& fields, bool strict) {
  for (const auto& [name, value] : fields) {
    const bool known = std::any_of(
        endpoint.parameters.begin(), endpoint.parameters.end(),
        [&, &asked = name](const std::string& own) { return is_same_name(parameter_name(own), asked); });
    if (!known && strict)
      throw_usage(one_line(name.substr(0, 40)), "is no parameter of this address; see /api/openapi.json");
  }
}

bool takes_any(const Endpoint& endpoint) {
  return endpoint.path.ends_with(id_mark);
}

Response answer_of(const Api& api, const Endpoint& endpoint, const Request& request, std::string id) {
  if (!takes_any(endpoint) && !id.empty()) return problem(404, "this API has no such address");
  try {
    const bool posted = request.method == "POST";
    ApiCall call{api, request, nullptr, posted ? fields_of_json(request.body) : request.query, std::move(id)};
    // Clients of STAC send what some extension knows, whatever the server says of itself.
    check_names(endpoint, call.fields, !posted || endpoint.path != "/search");
    call.index = api.index.current();
    return endpoint.answer(call);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    return problem(400, error.what());
  }
}

Route route_of(const ApiPtr& api, const Endpoint& endpoint) {
  Route route;
  route.path = prefix + endpoint.path.substr(0, endpoint.path.size() - (takes_any(endpoint) ? 4 : 0));
  route.methods = endpoint.methods;
  route.heavy = true;
  route.body_max_bytes = endpoint.body_max_bytes;
  route.handler = [api, &endpoint, path = route.path](const Request& request) {
    return answer_of(*api, endpoint, request, request.path.substr(path.size()));
  };
  return route;
}

}  // namespace

format::Site ApiCall::site() const {
  format::Site site = index->site();
  site.base_url = request.root_url;
  return site;
}

std::optional<std::string> ApiCall::value(std::string_view name) const {
  for (const auto& [key, text] : fields)
    if (is_same_name(key, name) && !text.empty()) return text;
  return std::nullopt;
}

Response json_response(const ApiCall& call, const Json& body, const std::string& type) {
  Response response = text_response(200, type, json_line(body) + "\n");
  response.set("Cache-Control", "no-cache");
  response.set("ETag", "\"" + store::sha256_text(std::get<std::string>(response.body)).substr(0, 32) + "\"");
  return conditional(call.request, std::move(response));
}

Json link_json(const std::string& rel, const std::string& href, const std::string& type,
               const std::string& title) {
  Json link{{"rel", rel}, {"href", href}, {"type", type}};
  if (!title.empty()) link["title"] = title;
  return link;
}

std::string query_text(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields)
    text += (text.empty() ? "?" : "&") + url_encode(name) + "=" + replace_all(url_encode(value), "%2C", ",");
  return text;
}

namespace {

// Whoever got this far may; the proxy then asks MapServer.
Response wms_allowed(const Request& request) {
  if (!request.header("x-accel-prefix"))
    return problem(404, "the WMS answers behind nginx; see pcrs-publish(1)");
  Response response;
  response.status = 204;
  response.set("X-Pcrs-Allowed", "1");
  if (!request.token_id.empty()) response.set("X-Pcrs-Token", request.token_id);
  return response;
}

}  // namespace

void add_api(Router& router, const ServicePtr& service) {
  const auto api = std::make_shared<const Api>(service);
  router.add({"/wms", wms_allowed});
  router.add({prefix, [](const Request& request) { return moved_to(request, "/api/"); }});
  for (const Endpoint& endpoint : api_endpoints()) router.add(route_of(api, endpoint));
}

}  // namespace pcrs::serve
