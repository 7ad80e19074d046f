// SPDX-License-Identifier: Apache-2.0
// One HTTP request and its answer. Internal to remote/.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace pcrs::remote {

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  ///< `Name: value`; may hold a signature or a token: never in a message
  Bytes body{};                      ///< must outlive the request
  ByteSource* stream = nullptr;      ///< instead of a body; read from its front at each try
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in small letters
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
  /// Empty when it is absent.
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
  /// The ETag without its quotes.
  std::string etag() const;
  /// What is known of the object that a HEAD or GET answers for.
  std::uint64_t content_length() const;
  std::int64_t last_modified() const;  ///< seconds since 1970, 0 when unknown
};

/// How an attempt went: an answer, or the reason why there is none.
struct Attempt {
  HttpResponse response;
  std::string fault;       ///< why no answer came, empty when one did
  bool transient = false;  ///< worth another try: refused, reset, timeout, 5xx
};

/// Answers of a server that is overloaded or half down.
bool is_transient(const HttpResponse& response);
/// `503 Service Unavailable`, for messages.
std::string status_text(int status);
/// Percent-encodes all but letters, digits and `-._~`, as signatures demand; `/` too unless `keep_slash`.
std::string uri_encode(std::string_view text, bool keep_slash);

}  // namespace pcrs::remote
