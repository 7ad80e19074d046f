// SPDX-License-Identifier: Apache-2.0
// One JSON line an action: when (UTC), who, host, tool and version, what, digests, result. One append-only
// segment a process and day under `ROOT/CHANTIER/journal/YYYY-MM-DD/HOST-PID-START.jsonl`; each line carries
// the SHA-256 of the line before it (the first one that of the segment's name), so that a removed or altered
// line shows. A torn last line is a kill, not tampering. `catalog_root` is ROOT/CHANTIER.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/report.hpp"
#include "store/file.hpp"

namespace pcrs::catalog {

class Journal {
 public:
  /// Makes no file before the first line, and none at all in a dry run.
  Journal(const std::filesystem::path& catalog_root, std::string tool,
          store::WriteMode mode = store::WriteMode::real);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  /// Appends one line and syncs it. Safe from several threads. Throws Error (failed).
  void write(const std::string& action, const std::string& dalle_or_path, const Json& details,
             const std::string& result = "done");

 private:
  class Segments;
  std::unique_ptr<Segments> m_segments;
};

/// Lists every segment that is new or has grown since the checkpoint before, with its length and the digest
/// of its last line, names that checkpoint by digest (so the newest stands for all), and signs it (Ed25519)
/// when there is a key: `journal/checkpoints/DATE.json` and `DATE.sig`. Returns its path; the newest one's
/// when there is nothing to add.
std::filesystem::path write_checkpoint(const std::filesystem::path& catalog_root,
                                       const std::optional<std::filesystem::path>& signing_key,
                                       store::WriteMode mode = store::WriteMode::real);

/// Checks every chain, and the segments against every checkpoint: findings for altered and removed lines, cut
/// tails, missing segments and checkpoints, signatures. `key` (public or private half) is the one that the
/// newest checkpoint must be signed with; without it each is held against the public key beside it.
std::vector<Finding> verify_journal(const std::filesystem::path& catalog_root,
                                    const std::optional<std::filesystem::path>& key = std::nullopt);

}  // namespace pcrs::catalog
