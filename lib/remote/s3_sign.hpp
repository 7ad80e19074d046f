// SPDX-License-Identifier: Apache-2.0
// AWS Signature Version 4, as S3 wants it: the path is encoded once, the payload's digest is a signed header.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace pcrs::remote {

struct S3Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token{};  ///< of temporary credentials, else empty
};

/// What a signature covers.
struct S3Message {
  std::string method;
  std::string host;                                          ///< as in the Host header
  std::string path;                                          ///< encoded, from `/`
  std::vector<std::pair<std::string, std::string>> query{};  ///< not encoded
  std::map<std::string, std::string> headers{};  ///< to sign beside the usual, names in small letters
  std::string payload_sha256;
};

/// Encoded and sorted, without a `?`: what is signed is what is sent.
std::string query_text(const std::vector<std::pair<std::string, std::string>>& query);
/// The header lines to send, signature included; they are secret.
std::vector<std::string> signed_headers(const S3Message& message, const S3Credentials& credentials,
                                        const std::string& region, UnixTime time);

}  // namespace pcrs::remote
