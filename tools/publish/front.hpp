// SPDX-License-Identifier: Apache-2.0
// The commands that write what the servers beside the service read.
#pragma once
#include "cli/tool.hpp"

namespace pcrs::publish {

cli::Action declare_nginx(CLI::App& app);
cli::Action declare_mapserver(CLI::App& app);

}  // namespace pcrs::publish
