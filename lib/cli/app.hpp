// SPDX-License-Identifier: Apache-2.0
// The one door to CLI11. It takes seconds to compile: only the sources that declare options come through it.
#pragma once
#include <CLI/CLI.hpp>

#include "cli/tool.hpp"
