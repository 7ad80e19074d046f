// SPDX-License-Identifier: Apache-2.0
// Bringing one object of a place back as a file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "store/place.hpp"

namespace pcrs::store {

/// What a place should hold under a key.
struct Wanted {
  std::string key;
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

/// Why what it holds is of no use.
struct Unfit {
  enum class How { missing, wrong_size, wrong_bytes, unreadable } how;
  std::string text;
};

/// Copies the object to `target`, which carries that name only when its size and SHA-256 are right, with the
/// object's date. Nothing when it does, else what is wrong. `through` may put itself between (to go slower).
/// Throws Error: retry when the place cannot be reached, what the disk of `target` says.
std::optional<Unfit> fetch(
    Place& place, const Wanted& wanted, const std::filesystem::path& target, WriteMode mode,
    const std::function<std::unique_ptr<ByteSource>(std::unique_ptr<ByteSource>)>& through = {});

}  // namespace pcrs::store
