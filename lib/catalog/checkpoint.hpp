// SPDX-License-Identifier: Apache-2.0
// A checkpoint of the journal as it stands on disk; FORMAT.md says the JSON.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"

namespace pcrs::catalog {

/// A segment as it stood when a checkpoint was written.
struct SegmentMark {
  std::string name;
  std::uint64_t lines = 0;
  std::uint64_t size_bytes = 0;
  std::string head;
};

struct Checkpoint {
  std::string name;  ///< file name
  std::uint64_t sequence = 1;
  std::string time;             ///< UTC
  std::string previous;         ///< name of the one before, empty for the first
  std::string previous_sha256;  ///< of its file
  std::string signer;           ///< file name of the public key beside it, empty when unsigned
  std::vector<SegmentMark> segments;
  std::string sha256;  ///< of its own file, as read
};

std::filesystem::path checkpoints_folder(const std::filesystem::path& catalog_root);
/// Where the signature of a checkpoint is.
std::filesystem::path signature_of(const std::filesystem::path& checkpoint);
std::string to_text(const Checkpoint& checkpoint);
/// All that can be read, oldest first; a finding for each that cannot.
std::vector<Checkpoint> read_checkpoints(const std::filesystem::path& catalog_root,
                                         std::vector<Finding>& findings);

}  // namespace pcrs::catalog
