// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: one tar of a volume, read once from front to back and held against its manifest
// and its index.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "step/archive_medium.hpp"

namespace pcrs::step::archive {

struct TarReading {
  std::string fault{};        ///< what is wrong with it as a whole; empty when it is sound
  std::uint64_t members = 0;  ///< that differ from the index
  std::uint64_t bytes_read = 0;
  bool from_medium = false;  ///< the page cache let go of it first
  bool decrypted = false;    ///< of an encrypted one: its members were looked at too
  std::string refused{};     ///< why the store gave nothing of it: neither sound nor damaged
  std::string locked{};      ///< why an encrypted one did not open although its bytes are right
};

/// `path` in the volume, `tags` the folder that holds its index, `digest` by its manifest. An encrypted tar
/// is decrypted where there is an `identity` (store::DecryptingSource). `fault`: the path of a member that
/// differs, and how. Throws Error when the program that decrypts cannot be started, or the object store went
/// away.
TarReading check_tar(const Medium& medium, const std::filesystem::path& tags, const std::string& path,
                     const std::string& digest, const std::optional<std::filesystem::path>& identity,
                     const std::function<void(const std::string&, const std::string&)>& fault);

}  // namespace pcrs::step::archive
