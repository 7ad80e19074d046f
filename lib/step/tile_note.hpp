// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>

#include "step/tile_ledger.hpp"

namespace pcrs::step::tile {

/// One small file that says what a dalle was made from (lib/store/FORMAT.md). Nothing when there is none.
/// Throws Error (failed) when it is damaged.
std::optional<Made> read_note(const std::filesystem::path& file, const Recipe& recipe);
void write_note(const std::filesystem::path& file, const Recipe& recipe, const Made& made,
                store::WriteMode mode);

}  // namespace pcrs::step::tile
