// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_settings.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "remote/http.hpp"

namespace pcrs::remote {

namespace {

bool is_no(const std::string& text) {
  const std::string word = lower_ascii(text);
  return word == "no" || word == "false" || word == "off" || word == "0";
}

// Host and port of an URL; a usual port is dropped, as it is from the Host header that the signature covers.
void set_endpoint(S3Settings& settings, const std::string& url, const std::string& where) {
  const auto at = url.find("://");
  std::string_view rest = url;
  if (at != std::string::npos) {
    settings.scheme = lower_ascii(rest.substr(0, at));
    rest.remove_prefix(at + 3);
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if ((settings.scheme != "https" && settings.scheme != "http") || rest.empty() ||
      rest.find_first_of("/?#@ ") != std::string_view::npos)
    throw_failed(where,
                 "the endpoint that AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or AWS_S3_ENDPOINT gives is no "
                 "https://HOST or https://HOST:PORT");
  const std::string_view usual = settings.scheme == "https" ? ":443" : ":80";
  if (rest.ends_with(usual)) rest.remove_suffix(usual.size());
  settings.endpoint = rest;
}

}  // namespace

std::string S3Settings::path(const std::string& bucket, const std::string& name) const {
  return (virtual_hosting ? "" : "/" + uri_encode(bucket, false)) + "/" + uri_encode(name, true);
}

S3Settings s3_settings(const Environment& environment, const std::string& where) {
  S3Settings settings;
  settings.credentials = {environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                          environment("AWS_SESSION_TOKEN")};
  if (settings.credentials.access_key.empty() || settings.credentials.secret_key.empty())
    throw_failed(where, "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
  settings.region = first_set(environment, {"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (settings.region.empty()) settings.region = "us-east-1";
  const std::string url = first_set(environment, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  const std::string host = environment("AWS_S3_ENDPOINT");
  if (!host.empty() && is_no(environment("AWS_HTTPS"))) settings.scheme = "http";
  const bool amazon = url.empty() && host.empty();
  set_endpoint(settings,
               amazon        ? "s3." + settings.region + ".amazonaws.com"
               : url.empty() ? host
                             : url,
               where);
  const std::string hosting = environment("AWS_VIRTUAL_HOSTING");
  settings.virtual_hosting = hosting.empty() ? amazon : !is_no(hosting);
  return settings;
}

}  // namespace pcrs::remote
