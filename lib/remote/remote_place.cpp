// SPDX-License-Identifier: Apache-2.0
#include "remote/remote_place.hpp"

#include "base/error.hpp"
#include "remote/s3_place.hpp"
#include "remote/settings.hpp"
#include "remote/swift_place.hpp"

namespace pcrs::remote {

namespace {

const std::vector<std::string> s3_users{"AWS_ACCESS_KEY_ID"};
const std::vector<std::string> swift_users{"SWIFT_USER",
                                           "ST_USER",
                                           "OS_APPLICATION_CREDENTIAL_ID",
                                           "OS_APPLICATION_CREDENTIAL_NAME",
                                           "OS_USER_ID",
                                           "OS_USERNAME",
                                           "OS_AUTH_TOKEN",
                                           "SWIFT_AUTH_TOKEN"};

}  // namespace

void require_pruning_credentials(const ObjectUrl& url) {
  const std::vector<std::string>& names = url.scheme == "s3" ? s3_users : swift_users;
  const std::string own = first_set(pruning_environment(process_environment), names);
  const std::string variables = url.scheme == "s3"
                                    ? "PCRS_PRUNE_AWS_ACCESS_KEY_ID and PCRS_PRUNE_AWS_SECRET_ACCESS_KEY"
                                    : "PCRS_PRUNE_SWIFT_USER and PCRS_PRUNE_SWIFT_KEY, or PCRS_PRUNE_OS_*";
  if (own.empty())
    throw_usage(url.text(), "no credentials to delete with: set " + variables + ", of a user that may");
  for (const std::string& name : names)
    if (process_environment(name) == own)
      throw_usage(url.text(),
                  variables + " are those of " + name +
                      ", which every night uses; give those of another user, who alone may delete");
}

std::unique_ptr<store::Place> open_remote_place(std::string name, const ObjectUrl& url,
                                                const RemoteOptions& options) {
  hide_from_cores();
  const auto rate = options.rate ? options.rate : std::make_shared<RateLimit>(0);
  const auto client =
      std::make_shared<HttpClient>(retry_policy(process_environment), rate, line_of(process_environment));
  const Environment environment =
      options.pruning ? pruning_environment(process_environment) : Environment(process_environment);
  PlaceFacts facts{std::move(name),
                   url,
                   options.mode,
                   part_bytes(process_environment),
                   whole_bytes(process_environment),
                   options.pruning ? pruning_prefix : ""};
  if (url.scheme == "s3") return std::make_unique<S3Place>(std::move(facts), client, environment);
  return std::make_unique<SwiftPlace>(std::move(facts), client, environment);
}

}  // namespace pcrs::remote
