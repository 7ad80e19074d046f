// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/tool.hpp"

pcrs::cli::Action declare_tile(CLI::App& app);
