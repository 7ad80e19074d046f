// SPDX-License-Identifier: Apache-2.0
// Places that are object stores: S3 and OpenStack Swift. What they do to be sure of a copy is in FORMAT.md.
#pragma once
#include <memory>
#include <string>

#include "base/object_url.hpp"
#include "remote/rate_limit.hpp"
#include "store/place.hpp"

namespace pcrs::remote {

struct RemoteOptions {
  store::WriteMode mode = store::WriteMode::real;
  std::shared_ptr<RateLimit> rate{};  ///< shared by places; none: no limit
  bool pruning = false;               ///< by the credentials of PCRS_PRUNE_*, which may delete
};

/// Throws Error (usage) when there are no credentials to delete with, or they are the usual ones.
void require_pruning_credentials(const ObjectUrl& url);

/// Reads servers and credentials from the environment (pcrs-archive(1) lists the variables) when it is first
/// used, so that nothing throws here but for a wrong PCRS_REMOTE_ variable (usage).
std::unique_ptr<store::Place> open_remote_place(std::string name, const ObjectUrl& url,
                                                const RemoteOptions& options = {});

}  // namespace pcrs::remote
