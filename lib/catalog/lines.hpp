// SPDX-License-Identifier: Apache-2.0
// Files of lines: read in one pass whatever their size, and appended so that a kill leaves at worst one torn
// last line.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace pcrs::catalog {

struct LinesRead {
  std::uint64_t size_bytes = 0;  ///< of the whole file
  std::uint64_t lines = 0;       ///< whole ones
  std::string sha256;            ///< of the whole file
  bool torn = false;             ///< something stands after the last newline: a kill while it was written
};

/// Calls back with every whole line, without its newline. Throws Error (failed).
LinesRead read_lines(const std::filesystem::path& file, const std::function<void(std::string_view)>& each);

/// Adds `line` and a newline, in one write, and syncs it; cuts off a torn line that a kill left before. The
/// caller holds a lock. Throws Error (failed) and leaves the file as it was when the line cannot be kept.
void append_line(const std::filesystem::path& file, std::string_view line);

}  // namespace pcrs::catalog
