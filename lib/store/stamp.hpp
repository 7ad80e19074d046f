// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>

namespace pcrs::store {

/// Size and modification time: what is trusted to tell that a file is still the one that was read.
struct Stamp {
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;  ///< since 1970
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// Nothing when there is no such file; a folder is none.
std::optional<Stamp> stamp_of(const std::filesystem::path& path);

}  // namespace pcrs::store
