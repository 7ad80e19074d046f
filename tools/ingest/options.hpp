// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/tool.hpp"

pcrs::cli::Action declare_ingest(CLI::App& app);
