// SPDX-License-Identifier: Apache-2.0
// Requests to one container of Swift and to the one of its segments. Internal to remote/.
#pragma once
#include "base/object_url.hpp"
#include "remote/swift_auth.hpp"

namespace pcrs::remote {

struct SwiftCall {
  std::string method;
  std::string container{};
  std::string name{};   ///< empty: the container itself
  std::string query{};  ///< encoded, without `?`
  std::vector<std::string> headers{};
  Bytes body{};
  ByteSource* stream = nullptr;  ///< instead of a body
};

class SwiftClient {
 public:
  /// `prefix`: before the names of variables, in messages.
  SwiftClient(ObjectUrl url, const std::shared_ptr<HttpClient>& http, Environment environment,
              std::string prefix)
      : m_url(std::move(url)),
        m_http(http),
        m_auth(m_url.text(), http, std::move(environment)),
        m_prefix(std::move(prefix)) {}

  /// Any answer but those that HttpClient retries; a token that has run out is renewed.
  HttpResponse send(const std::string& where, const SwiftCall& call, Patience patience = Patience::usual);
  HttpResponse need(const std::string& where, const SwiftCall& call, Patience patience = Patience::usual);
  HttpRequest request(const SwiftCall& call, Patience patience = Patience::usual);
  /// As SwiftAuth::renew, of the token that the request bore: another thread may have got a new one since,
  /// and to give that up as well would keep all of them busy getting tokens.
  bool renew(const HttpRequest& request);
  std::string refusal(int status) const;
  [[noreturn]] void refuse(const std::string& where, const HttpResponse& response) const;

  const std::string& container() const { return m_url.bucket; }
  /// Where segments are, and notes of uploads under way.
  std::string segments() const { return m_url.bucket + "_segments"; }
  const ObjectUrl& url() const { return m_url; }

 private:
  const ObjectUrl m_url;
  const std::shared_ptr<HttpClient> m_http;
  SwiftAuth m_auth;
  const std::string m_prefix;
};

}  // namespace pcrs::remote
