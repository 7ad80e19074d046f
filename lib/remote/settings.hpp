// SPDX-License-Identifier: Apache-2.0
// What the environment says of servers and credentials. Internal to remote/.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "remote/curl_handle.hpp"
#include "remote/retry.hpp"

namespace pcrs::remote {

/// A variable's value, empty when it is not set.
using Environment = std::function<std::string(const std::string& name)>;
/// That of the process.
std::string process_environment(const std::string& name);

/// Before the names of the variables that hold the credentials to delete with.
inline constexpr const char* pruning_prefix = "PCRS_PRUNE_";
/// Who we are by `environment` when we delete: credentials are those of PCRS_PRUNE_NAME alone, whatever else
/// (server, region, project) is that of PCRS_PRUNE_NAME where it is set, else of NAME.
Environment pruning_environment(Environment environment);

/// The value of the first that is set.
std::string first_set(const Environment& environment, const std::vector<std::string>& names);
/// AWS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE; PCRS_REMOTE_TIMEOUT, in seconds, 2 to 3600. Throws Error
/// (usage).
Line line_of(const Environment& environment);
/// PCRS_REMOTE_TRIES: how often a request is tried, 1 to 20. Throws Error (usage).
RetryPolicy retry_policy(const Environment& environment);
/// PCRS_REMOTE_PART: size of a part of an upload; 8 MiB when not set. Throws Error (usage).
std::uint64_t part_bytes(const Environment& environment);
/// PCRS_REMOTE_WHOLE: up to which size an object is sent by one request; 256 MiB when not set. Throws
/// Error (usage).
std::uint64_t whole_bytes(const Environment& environment);

/// Keeps what this process holds out of core files, and from others of the same account.
void hide_from_cores();

}  // namespace pcrs::remote
