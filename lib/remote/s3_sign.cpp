// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_sign.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "remote/http.hpp"
#include "store/digest.hpp"

namespace pcrs::remote {

namespace {

std::string hmac_sha256(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned length = 0;
  if (::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), value.data(),
             &length) == nullptr)
    throw_failed("signature", "OpenSSL cannot make it");
  return {reinterpret_cast<const char*>(value.data()), length};
}

std::string signed_names(const std::map<std::string, std::string>& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string canonical_request(const S3Message& message, const std::map<std::string, std::string>& headers) {
  std::string text = message.method + "\n" + message.path + "\n" + query_text(message.query) + "\n";
  for (const auto& [name, value] : headers) text += name + ":" + std::string(trim(value)) + "\n";
  return text + "\n" + signed_names(headers) + "\n" + message.payload_sha256;
}

}  // namespace

std::string query_text(const std::vector<std::pair<std::string, std::string>>& query) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const auto& [name, value] : query)
    parts.emplace_back(uri_encode(name, false), uri_encode(value, false));
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& [name, value] : parts) text += (text.empty() ? "" : "&") + name + "=" + value;
  return text;
}

std::vector<std::string> signed_headers(const S3Message& message, const S3Credentials& credentials,
                                        const std::string& region, UnixTime time) {
  const std::string moment = compact_utc_text(time), day = moment.substr(0, 8);
  std::map<std::string, std::string> headers = message.headers;
  headers["host"] = message.host;
  headers["x-amz-date"] = moment;
  headers["x-amz-content-sha256"] = message.payload_sha256;
  if (!credentials.session_token.empty()) headers["x-amz-security-token"] = credentials.session_token;
  const std::string scope = day + "/" + region + "/s3/aws4_request";
  const std::string to_sign = "AWS4-HMAC-SHA256\n" + moment + "\n" + scope + "\n" +
                              store::sha256_text(canonical_request(message, headers));
  std::string key = "AWS4" + credentials.secret_key;
  for (const std::string& part : {day, region, std::string("s3"), std::string("aws4_request")})
    key = hmac_sha256(key, part);
  std::vector<std::string> lines;
  for (const auto& [name, value] : headers)
    if (name != "host") lines.push_back(name + ": " + value);
  lines.push_back("Authorization: AWS4-HMAC-SHA256 Credential=" + credentials.access_key + "/" + scope +
                  ", SignedHeaders=" + signed_names(headers) +
                  ", Signature=" + hex_text(hmac_sha256(key, to_sign)));
  return lines;
}

}  // namespace pcrs::remote
