// SPDX-License-Identifier: Apache-2.0
// What lies under the roots of a delivery. Only names, sizes and dates are read here.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.hpp"

namespace pcrs::step::ingest {

struct WalkedFile {
  std::size_t root = 0;
  std::string path;  ///< relative to its root, '/' between parts; the bytes of the file system, whatever they
                     ///< are
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;  ///< nanoseconds since 1970
};

struct WalkResult {
  std::vector<WalkedFile> files;    ///< by root, then by the bytes of the path
  std::vector<Finding> findings;    ///< paths relative to their root; a root by its own path
  std::vector<bool> root_readable;  ///< one a root
  std::uint64_t litter = 0;         ///< files and folders skipped as litter
};

/// What file managers, NAS systems and office suites leave behind, by its name: never part of a delivery.
bool is_litter(std::string_view name);

/// Walks every root. A root, folder or file that cannot be read is a finding and the rest goes on. Symbolic
/// links below a root are never followed: one that leads out of it is a finding, one that stays inside is
/// met again under its own name. Throws nothing but for lack of memory.
WalkResult walk(const std::vector<std::filesystem::path>& roots);

}  // namespace pcrs::step::ingest
