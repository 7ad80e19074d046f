// SPDX-License-Identifier: Apache-2.0
#include "cli/tool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>

#include "base/fault_list.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "cli/app.hpp"
#include "cli/reporter.hpp"

namespace pcrs::cli {

namespace {

void declare_common(CLI::App& app, CommonOptions& options) {
  app.add_flag("--json", options.json, "Results as JSON Lines: header, dalle and finding lines, summary");
  app.add_flag("-n,--dry-run", options.dry_run, "Read and check everything, write nothing");
  app.add_flag("-q,--quiet", options.quiet, "No notes and no progress; errors are still told");
  app.add_flag("-v,--verbose", options.verbosity, "Say what is done; twice for more");
  app.add_flag("--overwrite", options.overwrite, "Make again what is already there");
  app.add_option("-j,--jobs", options.jobs, "Threads (default: one a processor)")->check(CLI::Range(1, 1024));
  app.add_option("--chantier", options.chantier, "The chantier file (else that of PCRS_CHANTIER)");
  for (CLI::App* sub : app.get_subcommands({})) declare_common(*sub, options);
}

int exit_code_of(const Summary& summary) {
  if (summary.failed) return 1;
  if (summary.busy > 0) return 4;
  return summary.rejected > 0 ? 3 : 0;
}

int exit_code_of(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::retry:
      return 4;
    case ErrorKind::failed:
      break;
  }
  return 1;
}

int complain(const std::string& tool, const std::string& message, int code) {
  std::fprintf(stderr, "%s: error: %s\n", tool.c_str(), one_line(message).c_str());
  return code;
}

// A stream that the caller closed would lend its number to the next file opened, and results would go there.
void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) == -1) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int print(const std::string& tool, const std::string& text) {
  if (std::fputs(text.c_str(), stdout) != EOF && std::fflush(stdout) == 0) return 0;
  return complain(tool, "stdout: cannot be written", 1);
}

// What is wrong with the words. An unknown one is named first: CLI11 asks for a missing subcommand before.
std::string fault_of(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining(true);
  if (unknown.empty() || error.get_exit_code() != static_cast<int>(CLI::ExitCodes::RequiredError))
    return error.what();
  return "The following argument was not expected: " + unknown.front();
}

// CLI11's own codes are 100 and more, and its text goes to stdout or stderr by its own taste.
int parse(CLI::App& app, const std::string& tool, int argc, char** argv, bool& ended) {
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::CallForHelp&) {
    ended = true;
    const auto given = app.get_subcommands();
    return print(tool, given.empty() ? app.help() : given.front()->help(tool));
  } catch (const CLI::CallForVersion&) {
    ended = true;
    return print(tool, tool + " " + PCRS_VERSION + "\n");
  } catch (const CLI::ParseError& error) {
    ended = true;
    const auto given = app.get_subcommands();
    const std::string asked = given.empty() ? tool : tool + " " + given.front()->get_name();
    return complain(tool, "command line: " + fault_of(app, error) + "; see " + asked + " --help", 2);
  }
}

int execute(const std::string& tool, const CommonOptions& options, const Action& action) {
  StreamReporter reporter(tool, options);
  const Summary summary = action(options, reporter);
  const int code = exit_code_of(summary);
  reporter.finish(summary, code);
  if (code != 4) return code;
  return complain(
      tool,
      "left " + std::to_string(summary.busy) +
          " for later: another process holds the dalle, or a place cannot be reached; the rest is "
          "done, run this again",
      code);
}

}  // namespace

int run(const std::string& tool, const std::string& summary, int argc, char** argv, const Declare& declare) {
  hold_standard_streams();
  CLI::App app(summary, tool);
  CommonOptions options;
  try {
    app.set_version_flag("--version", std::string(PCRS_VERSION), "Print the version");
    const Action action = declare(app);
    declare_common(app, options);
    bool ended = false;
    const int code = parse(app, tool, argc, argv, ended);
    if (ended) return code;
    // Not CLI11's envname: a subcommand's would win over a --chantier given before the subcommand.
    if (const char* variable = std::getenv("PCRS_CHANTIER"); options.chantier.empty() && variable != nullptr)
      options.chantier = variable;
    interrupt::install();
    return execute(tool, options, action);
  } catch (const FaultList& list) {
    for (const auto& [where, message] : list.faults())
      complain(tool, where + ": " + message, exit_code_of(list));
    return exit_code_of(list);
  } catch (const Error& error) {
    if (interrupt::signal_number() != 0)
      return complain(tool, error.what(), 128 + interrupt::signal_number());
    return complain(tool, error.what(), exit_code_of(error));
  } catch (const std::bad_alloc&) {
    return complain(tool, "out of memory; fewer threads (-j 1) need less", 1);
  } catch (const std::exception& error) {
    return complain(tool, std::string("unexpected: ") + error.what() + "; please report this", 1);
  }
}

std::vector<std::string> read_inputs(const std::vector<std::string>& words) {
  if (words.size() != 1 || words.front() != "-") return words;
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  interrupt::check();  // a signal ends the reading like an end of file: half a list is no list
  const char separator = text.find('\0') == std::string::npos ? '\n' : '\0';
  std::vector<std::string> inputs;
  for (std::string& line : split(text, separator)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) inputs.push_back(std::move(line));
  }
  return inputs;
}

}  // namespace pcrs::cli
