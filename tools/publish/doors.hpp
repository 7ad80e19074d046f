// SPDX-License-Identifier: Apache-2.0
// The commands that prepare what national platforms take.
#pragma once
#include "cli/tool.hpp"

namespace pcrs::publish {

cli::Action declare_suivi(CLI::App& app);
cli::Action declare_geoplateforme(CLI::App& app);

}  // namespace pcrs::publish
