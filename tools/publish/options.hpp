// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/tool.hpp"
#include "step/publish.hpp"

namespace pcrs::publish {

cli::Action declare(CLI::App& app);

/// The chantier that the command line or PCRS_CHANTIER names. Throws Error (usage) without one.
chantier::Chantier chantier_of(const cli::CommonOptions& common);

}  // namespace pcrs::publish
