// SPDX-License-Identifier: Apache-2.0
// Signed requests to one bucket. Internal to remote/.
#pragma once
#include <mutex>
#include <optional>

#include "base/object_url.hpp"
#include "remote/http_client.hpp"
#include "remote/s3_settings.hpp"

namespace pcrs::remote {

struct S3Call {
  std::string method;
  std::string name{};  ///< of the object in its bucket; empty: the bucket itself
  std::vector<std::pair<std::string, std::string>> query{};
  std::map<std::string, std::string> headers{};  ///< signed, names in small letters
  Bytes body{};
  std::string payload_sha256{};  ///< of the body, where it is known already
  bool trusted = false;          ///< we were let in a moment ago: the body need not wait for a 100 Continue
  ByteSource* stream = nullptr;  ///< instead of a body, of the SHA-256 `payload_sha256`
};

class S3Client {
 public:
  /// `prefix`: before the names of variables, in messages.
  S3Client(ObjectUrl url, std::shared_ptr<HttpClient> http, Environment environment, std::string prefix)
      : m_url(std::move(url)),
        m_http(std::move(http)),
        m_environment(std::move(environment)),
        m_prefix(std::move(prefix)) {}

  /// Any answer but those that HttpClient retries. Throws Error as that does.
  HttpResponse send(const std::string& where, S3Call call, Patience patience = Patience::usual);
  /// As send, and the answer is one of success.
  HttpResponse need(const std::string& where, S3Call call, Patience patience = Patience::usual);
  /// Signed now. `unsigned_headers` are sent as they are (Range, If-Match).
  HttpRequest request(const S3Call& call, const std::vector<std::string>& unsigned_headers = {});
  /// What the refusal means, and which variables to look at.
  std::string refusal(const HttpResponse& response) const;
  [[noreturn]] void refuse(const std::string& where, const HttpResponse& response) const;

  const ObjectUrl& url() const { return m_url; }

 private:
  const S3Settings& settings();

  const ObjectUrl m_url;
  const std::shared_ptr<HttpClient> m_http;
  const Environment m_environment;
  const std::string m_prefix;
  std::mutex m_mutex;
  std::optional<S3Settings> m_settings;
};

}  // namespace pcrs::remote
