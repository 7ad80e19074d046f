// SPDX-License-Identifier: Apache-2.0
// Whether what was written is what the medium holds.
#pragma once
#include <filesystem>
#include <string>

#include "store/file.hpp"

namespace pcrs::store {

/// Forgets the cached pages of a file that is synced, and says whether they really went: file systems that
/// live in memory keep them, and then a reading back proves less.
bool drop_cache(const FileSource& file);

struct ReadBack {
  std::string sha256;
  bool from_medium = false;  ///< the page cache let go of it first
};

/// Drops the file's pages, reads it whole and drops them again. Throws Error (failed).
ReadBack read_back(const std::filesystem::path& path);
/// What a record keeps of it: `first`, then how it was read back.
std::string verified_text(const std::string& first, bool from_medium);

}  // namespace pcrs::store
