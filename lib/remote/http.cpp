// SPDX-License-Identifier: Apache-2.0
#include "remote/http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace pcrs::remote {

std::string HttpResponse::etag() const {
  std::string value = header("etag");
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return value;
}

std::uint64_t HttpResponse::content_length() const {
  return to_number<std::uint64_t>(header("content-length")).value_or(0);
}

std::int64_t HttpResponse::last_modified() const {
  const std::string text = header("last-modified");
  const auto time = text.empty() ? -1 : ::curl_getdate(text.c_str(), nullptr);
  return time < 0 ? 0 : static_cast<std::int64_t>(time);
}

bool is_transient(const HttpResponse& response) {
  constexpr std::array codes{408, 429, 500, 502, 503, 504};
  if (std::find(codes.begin(), codes.end(), response.status) != codes.end()) return true;
  // S3 says so when the upload stalled.
  return response.status == 400 && response.body.find("<Code>RequestTimeout</Code>") != std::string::npos;
}

std::string status_text(int status) {
  constexpr std::array<std::pair<int, const char*>, 17> names{{{400, "Bad Request"},
                                                               {401, "Unauthorized"},
                                                               {403, "Forbidden"},
                                                               {404, "Not Found"},
                                                               {405, "Method Not Allowed"},
                                                               {408, "Request Timeout"},
                                                               {409, "Conflict"},
                                                               {411, "Length Required"},
                                                               {412, "Precondition Failed"},
                                                               {413, "Payload Too Large"},
                                                               {422, "Unprocessable Entity"},
                                                               {429, "Too Many Requests"},
                                                               {500, "Internal Server Error"},
                                                               {502, "Bad Gateway"},
                                                               {503, "Service Unavailable"},
                                                               {504, "Gateway Timeout"},
                                                               {507, "Insufficient Storage"}}};
  for (const auto& [code, name] : names)
    if (code == status) return std::to_string(status) + " " + name;
  return std::to_string(status);
}

std::string uri_encode(std::string_view text, bool keep_slash) {
  if (keep_slash) return url_encode(text);
  return replace_all(url_encode(text), "/", "%2F");
}

}  // namespace pcrs::remote
