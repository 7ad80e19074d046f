// SPDX-License-Identifier: Apache-2.0
#include "remote/settings.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

std::string process_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

Environment pruning_environment(Environment environment) {
  return [environment = std::move(environment)](const std::string& name) {
    static constexpr std::array credentials{"AWS_ACCESS_KEY_ID",
                                            "AWS_SECRET_ACCESS_KEY",
                                            "AWS_SESSION_TOKEN",
                                            "SWIFT_USER",
                                            "SWIFT_KEY",
                                            "SWIFT_AUTH_TOKEN",
                                            "ST_USER",
                                            "ST_KEY",
                                            "OS_USERNAME",
                                            "OS_USER_ID",
                                            "OS_PASSWORD",
                                            "OS_AUTH_TOKEN",
                                            "OS_APPLICATION_CREDENTIAL_ID",
                                            "OS_APPLICATION_CREDENTIAL_NAME",
                                            "OS_APPLICATION_CREDENTIAL_SECRET"};
    std::string own = environment(pruning_prefix + name);
    const bool secret = std::find(credentials.begin(), credentials.end(), name) != credentials.end();
    return own.empty() && !secret ? environment(name) : own;
  };
}

std::string first_set(const Environment& environment, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (std::string value = environment(name); !value.empty()) return value;
  return {};
}

Line line_of(const Environment& environment) {
  Line line{first_set(environment, {"AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"})};
  const std::string text = environment("PCRS_REMOTE_TIMEOUT");
  if (text.empty()) return line;
  const auto seconds = to_number<unsigned>(text);
  if (!seconds || *seconds < 2 || *seconds > 3600)
    throw_usage("PCRS_REMOTE_TIMEOUT", "is \"" + one_line(text) + "\"; expected seconds, from 2 to 3600");
  line.stalled_s = static_cast<long>(*seconds);
  return line;
}

RetryPolicy retry_policy(const Environment& environment) {
  RetryPolicy policy;
  const std::string text = environment("PCRS_REMOTE_TRIES");
  if (text.empty()) return policy;
  const auto tries = to_number<unsigned>(text);
  if (!tries || *tries < 1 || *tries > 20)
    throw_usage("PCRS_REMOTE_TRIES", "is \"" + one_line(text) + "\"; expected a number from 1 to 20");
  policy.tries = *tries;
  return policy;
}

std::uint64_t part_bytes(const Environment& environment) {
  constexpr std::uint64_t usual = 8 << 20, least = 5 << 20, most = 64 << 20;
  const std::string text = environment("PCRS_REMOTE_PART");
  if (text.empty()) return usual;
  const auto bytes = parse_bytes(text);
  if (!bytes || *bytes < least || *bytes > most)
    throw_usage("PCRS_REMOTE_PART", "is \"" + one_line(text) + "\"; expected a size from 5MiB to 64MiB");
  return *bytes;
}

std::uint64_t whole_bytes(const Environment& environment) {
  constexpr std::uint64_t usual = std::uint64_t{256} << 20, most = std::uint64_t{5} << 30;
  const std::string text = environment("PCRS_REMOTE_WHOLE");
  if (text.empty()) return usual;
  const auto bytes = parse_bytes(text);
  if (!bytes || *bytes > most)
    throw_usage("PCRS_REMOTE_WHOLE", "is \"" + one_line(text) + "\"; expected a size up to 5GiB");
  return *bytes;
}

void hide_from_cores() {
#ifndef __SANITIZE_ADDRESS__  // whose leak check must look into its own process
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace pcrs::remote
