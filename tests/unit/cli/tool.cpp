// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::cli;

namespace {

struct Outcome {
  int code = -1;
  bool ran = false;
  CommonOptions options;
};

// A tool with one command, which does `act`.
Outcome run_tool(
    std::vector<std::string> words, const std::function<Summary()>& act = [] { return Summary{}; }) {
  Outcome outcome;
  words.insert(words.begin(), "pcrs-test");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  outcome.code = run("pcrs-test", "tests", static_cast<int>(argv.size()), argv.data(), [&](CLI::App& app) {
    app.add_subcommand("put", "puts");
    return [&](const CommonOptions& options, Reporter&) {
      outcome.ran = true;
      outcome.options = options;
      return act();
    };
  });
  return outcome;
}

int code_after(const std::function<Summary()>& act) {
  return run_tool({}, act).code;
}

}  // namespace

TEST_CASE("how a run ended is its exit code") {
  CHECK(code_after([] { return Summary{}; }) == 0);
  Summary summary;
  summary.rejected = 1;
  CHECK(code_after([=] { return summary; }) == 3);
  summary.busy = 1;
  CHECK(code_after([=] { return summary; }) == 4);
  CHECK(code_after([]() -> Summary { throw_failed("a.tif", "is torn"); }) == 1);
  CHECK(code_after([]() -> Summary { throw_usage("-o", "is wanting"); }) == 2);
  CHECK(code_after([]() -> Summary { throw_retry("nas", "is away"); }) == 4);
  CHECK(code_after([]() -> Summary { throw std::bad_alloc(); }) == 1);
  CHECK(code_after([]() -> Summary { throw std::logic_error("never"); }) == 1);
}

TEST_CASE("a wrong command line is exit 2 and runs nothing") {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--nonsense"}, {"-j", "0"}, {"-j", "x"}, {"-j"}, {"word"}, {"put", "--nonsense"}}) {
    const Outcome outcome = run_tool(words);
    CHECK(outcome.code == 2);
    CHECK_FALSE(outcome.ran);
  }
}

TEST_CASE("common flags count before and after a command") {
  const Outcome before = run_tool({"-n", "-q", "--overwrite", "-vv", "-j", "3", "put"});
  const Outcome after = run_tool({"put", "-n", "-q", "--overwrite", "-vv", "-j", "3"});
  for (const Outcome& outcome : {before, after}) {
    REQUIRE(outcome.code == 0);
    CHECK(outcome.options.dry_run);
    CHECK(outcome.options.quiet);
    CHECK(outcome.options.overwrite);
    CHECK(outcome.options.verbosity == 2);
    CHECK(outcome.options.jobs == 3);
  }
}

TEST_CASE("the option --chantier wins over PCRS_CHANTIER wherever it stands") {
  ::setenv("PCRS_CHANTIER", "env.toml", 1);
  CHECK(run_tool({}).options.chantier == "env.toml");
  CHECK(run_tool({"put"}).options.chantier == "env.toml");
  CHECK(run_tool({"--chantier", "a.toml", "put"}).options.chantier == "a.toml");
  CHECK(run_tool({"put", "--chantier", "a.toml"}).options.chantier == "a.toml");
  ::unsetenv("PCRS_CHANTIER");
  CHECK(run_tool({"put"}).options.chantier.empty());
}

TEST_CASE("inputs are the words themselves unless the one word is -") {
  CHECK(read_inputs({"a", "-"}) == std::vector<std::string>{"a", "-"});
  CHECK(read_inputs({}).empty());
}
