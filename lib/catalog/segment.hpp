// SPDX-License-Identifier: Apache-2.0
// A segment of the journal as it stands on disk.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pcrs::catalog {

/// What the first line of a segment carries in place of the line before: it ties the chain to its name.
/// `name` is `YYYY-MM-DD/HOST-PID-START.jsonl`.
std::string chain_start(const std::string& name);

struct SegmentLine {
  std::uint64_t number = 0;     ///< from 1
  std::uint64_t end_bytes = 0;  ///< where its newline ends
  std::string sha256;           ///< of the line, without its newline
  bool follows = false;         ///< it carries the digest of the line before
};

struct SegmentState {
  std::uint64_t lines = 0;
  std::uint64_t size_bytes = 0;  ///< of the whole lines
  std::string head;              ///< SHA-256 of the last whole line; the chain's start when there is none
  bool torn = false;
};

/// Names of every segment, sorted: by day, then by process.
std::vector<std::string> segment_names(const std::filesystem::path& journal);
/// Reads one; `each` may be empty.
SegmentState read_segment(const std::filesystem::path& journal, const std::string& name,
                          const std::function<void(const SegmentLine&)>& each = {});

}  // namespace pcrs::catalog
