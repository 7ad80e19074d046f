// SPDX-License-Identifier: Apache-2.0
// The command line that all tools share: common flags, streams, exit codes, signals.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/report.hpp"

namespace CLI {
class App;
}

namespace pcrs::cli {

struct CommonOptions {
  bool json = false;
  bool dry_run = false;
  bool quiet = false;
  bool overwrite = false;
  int verbosity = 0;
  unsigned jobs = 0;     ///< 0: one a processor
  std::string chantier;  ///< --chantier or PCRS_CHANTIER; empty if neither
};

/// What a command does once its options are read; the options are complete, no file has been opened.
using Action = std::function<Summary(const CommonOptions&, Reporter&)>;

/// Declares a tool's options on `app` (cli/app.hpp says what that is) and returns what to do with them. With
/// subcommands: return an action that looks which one was given (`app.got_subcommand`).
using Declare = std::function<Action(CLI::App& app)>;

/// The whole life of a tool: parses, runs, flushes, and returns the exit code of house rules
/// (0 done, 1 failed, 2 usage, 3 findings, 4 try later, 128+N signal). Common flags are declared for you:
/// -h --version --json -n/--dry-run -q -v --overwrite -j --chantier, on the app and on its subcommands.
int run(const std::string& tool, const std::string& summary, int argc, char** argv, const Declare& declare);

/// Inputs given as words, or `-` for a list on stdin (one a line; NUL-separated if it holds a NUL).
std::vector<std::string> read_inputs(const std::vector<std::string>& words);

}  // namespace pcrs::cli
