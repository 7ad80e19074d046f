// SPDX-License-Identifier: Apache-2.0
// The one door to the files of the hot site: what is not below its folder cannot be opened by it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "serve/descriptor.hpp"

namespace pcrs::serve {

struct SiteEntry {
  Descriptor file;  ///< open for reading; of a folder, not usable
  bool is_folder = false;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
};

/// The bytes of an open file. Throws Error (retry), naming `where`, when it gets shorter meanwhile.
std::string whole_text(const SiteEntry& entry, const std::string& where);

class SiteRoot {
 public:
  explicit SiteRoot(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  /// What stands at `path` (of Target, so starting with '/'). Nothing when there is none that may be shown:
  /// names that begin with a point (ours in the making, .htaccess…), symbolic links anywhere on the way,
  /// pipes and devices, what may not be read. The folder itself is looked up each time: a share that is
  /// mounted again is found again. Throws Error (retry) when the site's folder is not there.
  std::optional<SiteEntry> open(const std::string& path) const;
  const std::filesystem::path& folder() const { return m_folder; }

 private:
  std::filesystem::path m_folder;
};

/// A path below a folder, opened by the walk that kernels before 5.6 need (no openat2). For tests.
Descriptor open_step_by_step(int folder, const std::string& path);

}  // namespace pcrs::serve
