// SPDX-License-Identifier: Apache-2.0
// Which bytes of `ROOT/CHANTIER/lock` mean what. The file stays empty or nearly: locks need no bytes on disk.
#pragma once
#include <cstdint>
#include <filesystem>

#include "grid/dalle.hpp"

namespace pcrs::catalog {

/// Held for minutes, while a product of the dalle is made.
std::uint64_t work_byte(const grid::DalleKey& key, const grid::GridSpec& grid);
/// Held for milliseconds, while the dalle's record is read, changed and written.
std::uint64_t record_byte(const grid::DalleKey& key, const grid::GridSpec& grid);

/// Held while a line is added to a delivery's decisions, or a delivery is saved.
inline constexpr std::uint64_t deliveries_byte = (std::uint64_t{3} << 52U);
/// Held while a checkpoint of the journal is written.
inline constexpr std::uint64_t checkpoint_byte = (std::uint64_t{3} << 52U) + 1;
/// Held while the list of what is published no more is changed.
inline constexpr std::uint64_t gone_byte = (std::uint64_t{3} << 52U) + 2;

/// A short lock waits this long before it gives up: writers hold it for one small write each.
inline constexpr double short_wait_s = 60;

inline std::filesystem::path lock_file(const std::filesystem::path& catalog_root) {
  return catalog_root / "lock";
}

}  // namespace pcrs::catalog
