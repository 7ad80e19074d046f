// SPDX-License-Identifier: Apache-2.0
// One JSON line an action: when (UTC), who, host, tool and version, what, digests, result. One append-only
// segment a process and day under `ROOT/CHANTIER/journal/YYYY-MM-DD/HOST-PID-START.jsonl`; each line carries
// the SHA-256 of the line before it, so that a removed or altered line shows. A torn last line is a kill, not
// tampering.
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
  Journal(std::filesystem::path catalog_root, std::string tool,
          store::WriteMode mode = store::WriteMode::real);
  ~Journal();
  /// Appends one line and syncs it. Safe from several threads.
  void write(const std::string& action, const std::string& dalle_or_path, const Json& details,
             const std::string& result = "done");

 private:
  struct Segment;
  std::unique_ptr<Segment> m_segment;
};

/// Lists every segment with its length and the digest of its last line, and signs that (Ed25519) when there
/// is a key: `journal/checkpoints/DATE.json` and `.sig`. Returns its path.
std::filesystem::path write_checkpoint(const std::filesystem::path& catalog_root,
                                       const std::optional<std::filesystem::path>& signing_key);
/// Checks chains, and the segments against the newest checkpoint: findings for tampering and cut tails.
std::vector<Finding> verify_journal(const std::filesystem::path& catalog_root);

}  // namespace pcrs::catalog
