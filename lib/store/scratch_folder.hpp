// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

namespace pcrs::store {

/// A folder that goes with all that it holds, unless it is given its final name. It is called like a
/// temporary file: what a killed process left is swept when the next one is made beside it.
class ScratchFolder {
 public:
  /// `parent`/temporary_name(`name`). Throws Error (failed).
  ScratchFolder(const std::filesystem::path& parent, const std::string& name);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return m_path; }
  /// Renames it, in the same parent; an empty folder of that name makes way. What it holds was synced before.
  void commit(const std::filesystem::path& target);

 private:
  std::filesystem::path m_path;
};

}  // namespace pcrs::store
