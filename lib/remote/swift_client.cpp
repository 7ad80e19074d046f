// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_client.hpp"

#include "base/error.hpp"
#include "store/place.hpp"

namespace pcrs::remote {

namespace {

constexpr std::string_view token_header = "X-Auth-Token: ";

std::string advice(int status, const std::string& prefix) {
  if (status == 401 || status == 403)
    return "; check the " + prefix + "SWIFT_*, " + prefix + "ST_* or " + prefix +
           "OS_* variables, and the rights on the container";
  if (status == 404) return "; make the container, or mend the place's URL in the chantier file";
  if (status == 413 || status == 507)
    return "; the place takes no object of this size, or its quota is used up";
  if (status == 422) return "; the server refused the bytes, which were damaged on their way";
  return {};
}

}  // namespace

HttpRequest SwiftClient::request(const SwiftCall& call, Patience patience) {
  const SwiftSession session = m_auth.session(patience);
  HttpRequest request;
  request.method = call.method;
  request.url = session.storage_url + "/" + uri_encode(call.container, false) +
                (call.name.empty() ? "" : "/" + uri_encode(call.name, true)) +
                (call.query.empty() ? "" : "?" + call.query);
  request.headers = call.headers;
  request.headers.push_back(std::string(token_header) + session.token);
  request.body = call.body;
  request.stream = call.stream;
  return request;
}

HttpResponse SwiftClient::send(const std::string& where, const SwiftCall& call, Patience patience) {
  for (unsigned renewed = 0;; ++renewed) {
    HttpRequest last;
    HttpResponse response = m_http->send(
        where, [&] { return last = request(call, patience); }, patience);
    if (response.status != 401 || renewed == most_renewals || !renew(last)) return response;
  }
}

bool SwiftClient::renew(const HttpRequest& request) {
  for (const std::string& header : request.headers)
    if (header.starts_with(token_header)) return m_auth.renew(header.substr(token_header.size()));
  return false;
}

HttpResponse SwiftClient::need(const std::string& where, const SwiftCall& call, Patience patience) {
  HttpResponse response = send(where, call, patience);
  if (!response.ok()) refuse(where, response);
  return response;
}

std::string SwiftClient::refusal(int status) const {
  return "answers " + status_text(status) + advice(status, m_prefix);
}

void SwiftClient::refuse(const std::string& where, const HttpResponse& response) const {
  if (response.status == 401 || response.status == 403) throw store::Denied(where, refusal(response.status));
  throw_failed(where, refusal(response.status));
}

}  // namespace pcrs::remote
