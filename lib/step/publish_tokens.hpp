// SPDX-License-Identifier: Apache-2.0
// Making, listing, revoking tokens, and what they were used for.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "chantier/chantier.hpp"

namespace pcrs::step {

struct TokenOptions {
  std::string action;            ///< create | list | revoke | usage
  std::vector<std::string> ids;  ///< of revoke, and of usage (none: all)
  std::string owner;
  std::vector<std::string> scopes{"ortho"};
  std::string expires;                       ///< YYYY-MM-DD, the last day; empty: never
  std::string daily_bytes;                   ///< `50GB`; empty: no bound
  unsigned rate = 0;                         ///< requests a minute; 0: no bound
  unsigned days = 30;                        ///< of usage, today included
  std::optional<std::filesystem::path> log;  ///< folder of the access logs; default: CATALOG/ID/access
  bool dry_run = false;
};

/// Results: create, the secret, which nothing else ever tells; list and usage, a line a token; revoke, the
/// ids. Throws Error: usage on what is asked wrongly (nothing is then changed), failed when it cannot be
/// kept.
Summary tokens(const chantier::Chantier& chantier, const TokenOptions& options, Reporter& reporter);

}  // namespace pcrs::step
