// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "check_shared.hpp"
#include "raster/sandbox.hpp"

using namespace pcrs::raster;

namespace {

const std::vector<std::string> self{"/proc/self/exe", "[.check-one]"};

ChildResult shell(const std::string& script, ChildLimits limits = {}) {
  return run_limited({"/bin/sh", "-c", script}, "input\n", limits);
}

const std::filesystem::path bad = check_test::repository() / "samples/bad";

}  // namespace

TEST_CASE("the child's side", "[.check-one]") {
  std::_Exit(serve_check_one());
}

TEST_CASE("the child's side, crashing", "[.crash]") {
  raise(SIGSEGV);
}

TEST_CASE("a child reads its input and gives back both streams and its code") {
  const ChildResult result = shell("cat; echo bad >&2; exit 7");
  CHECK(result.end == ChildEnd::exited);
  CHECK(result.code == 7);
  CHECK(result.output == "input\n");
  CHECK(result.errors == "bad\n");
}

TEST_CASE("a child inherits no descriptor") {
  CHECK(shell("ls /proc/self/fd | wc -l").output == "4\n");  // three streams and ls's own folder
}

TEST_CASE("limits end a child") {
  CHECK(shell("while :; do :; done", {.cpu_seconds = 1}).end == ChildEnd::cpu_limit);
  CHECK(shell("sleep 30", {.wall_seconds = 1}).end == ChildEnd::wall_limit);
  CHECK(shell("exec >&- 2>&-; sleep 30", {.wall_seconds = 1}).end == ChildEnd::wall_limit);
  CHECK(shell("yes", {.output_bytes = 100'000}).end == ChildEnd::output_limit);
  const ChildResult killed = shell("kill -SEGV $$");
  CHECK(killed.end == ChildEnd::signalled);
  CHECK(killed.code == SIGSEGV);
}

TEST_CASE("what cannot be started is an error") {
  CHECK_THROWS_AS(run_limited({"/nonexistent/tool"}, "", {}), pcrs::Error);
}

TEST_CASE("a child and this process say the same") {
  for (const auto& entry : std::filesystem::directory_iterator(bad)) {
    const auto here = check_ortho(entry.path(), {});
    CHECK(to_json(check_ortho_in_child(self, entry.path(), {})) == to_json(here));
  }
}

TEST_CASE("children of several threads do not mix") {
  std::vector<std::string> rules(12);
  pcrs::parallel_for(rules.size(), 4, [&](std::size_t i) {
    const auto file = bad / (i % 2 == 0 ? "empty.tif" : "page.tif");
    rules[i] = check_test::rules_of(check_ortho_in_child(self, file, {}));
  });
  for (std::size_t i = 0; i < rules.size(); ++i)
    CHECK(rules[i] == (i % 2 == 0 ? "file.empty" : "file.driver"));
}

TEST_CASE("a child that crashes or goes over a limit is a finding") {
  const auto file = bad / "empty.tif";
  CHECK(check_test::rules_of(check_ortho_in_child({"/proc/self/exe", "[.crash]"}, file, {})) == "file.crash");
  CHECK(check_test::rules_of(check_ortho_in_child({"/bin/sh", "-c", "while :; do :; done"}, file, {},
                                                  {.cpu_seconds = 1})) == "file.limits");
  CHECK(check_test::rules_of(check_ortho_in_child({"/bin/sleep", "9"}, file, {}, {.wall_seconds = 1})) ==
        "file.limits");
}

#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("a child that needs too much memory is a finding") {
  const auto data = check_test::shared_data("dalles/pleine_200m_0M05");
  if (!data) return;
  const auto file = *data / "2025-05790-63730-LA93-0M05-RVB.tif";
  CHECK(check_test::rules_of(check_ortho_in_child(self, file, check_test::expectation_for(file))).empty());
  const auto check = check_ortho_in_child({"/bin/sh", "-c", "echo 'out of memory' >&2; exit 3"}, file, {});
  CHECK(check_test::rules_of(check) == "file.limits");
}
#endif

TEST_CASE("a child that fails on a file never stops the batch, one that was called wrongly does") {
  const auto file = bad / "empty.tif";
  CHECK(check_test::rules_of(check_ortho_in_child({"/bin/sh", "-c", "exit 1"}, file, {})) == "file.crash");
  CHECK_THROWS_AS(check_ortho_in_child({"/bin/sh", "-c", "exit 2"}, file, {}), pcrs::Error);
}

TEST_CASE("a file that is gone is an error, in a child too") {
  CHECK_THROWS_AS(check_ortho("/nonexistent/a.tif", {}), pcrs::Error);
  CHECK_THROWS_AS(check_ortho_in_child(self, "/nonexistent/a.tif", {}), pcrs::Error);
}
