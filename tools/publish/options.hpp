// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/tool.hpp"

namespace pcrs::publish {

cli::Action declare(CLI::App& app);

}  // namespace pcrs::publish
