// SPDX-License-Identifier: Apache-2.0
// The commands of the definitive storage.
#pragma once
#include <optional>

#include "cli/tool.hpp"

/// Declares them; calls of the result give nothing when the command is another one.
std::function<std::optional<pcrs::Summary>(const pcrs::cli::CommonOptions&, pcrs::Reporter&)> declare_cold(
    CLI::App& app);
