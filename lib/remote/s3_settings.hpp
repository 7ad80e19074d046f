// SPDX-License-Identifier: Apache-2.0
// Which S3 server, and who we are to it. Internal to remote/.
#pragma once
#include "remote/s3_sign.hpp"
#include "remote/settings.hpp"

namespace pcrs::remote {

struct S3Settings {
  S3Credentials credentials;
  std::string region;
  std::string scheme = "https";
  std::string endpoint;          ///< host, with the port where it is not the usual one
  bool virtual_hosting = false;  ///< the bucket stands in the host's name, else in the path

  std::string host(const std::string& bucket) const {
    return virtual_hosting ? bucket + "." + endpoint : endpoint;
  }
  /// Encoded, from `/`. `name` empty: the bucket itself.
  std::string path(const std::string& bucket, const std::string& name) const;
};

/// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION (AWS_DEFAULT_REGION),
/// AWS_ENDPOINT_URL_S3 (AWS_ENDPOINT_URL), or GDAL's AWS_S3_ENDPOINT, AWS_HTTPS, AWS_VIRTUAL_HOSTING.
/// Throws Error (failed) with `where` that names what is missing or wrong.
S3Settings s3_settings(const Environment& environment, const std::string& where);

}  // namespace pcrs::remote
