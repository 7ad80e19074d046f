// SPDX-License-Identifier: Apache-2.0
#include "store/program.hpp"

#include <catch2/catch.hpp>
#include <csignal>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::store;

namespace {

// Feeds all of it, takes all of it.
std::string through(Program& program, std::string_view text) {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::byte> buffer(1000);
  std::string result;
  Bytes input = as_bytes(text);
  while (!program.ended()) {
    if (input.empty()) program.end_input();
    result += as_text(Bytes(buffer).first(program.exchange(input, buffer)));
  }
  return result;
}

}  // namespace

TEST_CASE("a program takes and gives at once, however much fits into a pipe") {
  const std::string text(5'000'000, 'x');
  Program program({"cat"});
  CHECK(through(program, text) == text);
  CHECK(program.wait().empty());
}

TEST_CASE("what a program says when it fails is told, without its name twice") {
  Program program({"sh", "-c", "echo 'sh: first line' >&2; echo second >&2; exit 3"});
  CHECK(through(program, std::string(3'000'000, 'x')).empty());
  CHECK(program.wait() == "first line");
  Program silent({"sh", "-c", "cat >/dev/null; exit 3"});
  CHECK(through(silent, "x").empty());
  CHECK(silent.wait() == "failed with exit 3");
  Program killed({"sh", "-c", "kill -9 $$"});
  through(killed, "x");
  CHECK(killed.wait() == "died of signal 9");
}

TEST_CASE("a secret key that a program repeats is not passed on") {
  Program program({"sh", "-c", "echo 'unknown AGE-SECRET-KEY-1ABC' >&2; exit 1"});
  through(program, "");
  CHECK(program.wait() == "failed with exit 1");
}

TEST_CASE("a program that talks more than a pipe holds ends all the same") {
  Program program({"sh", "-c", "head -c 3000000 /dev/zero >&2; echo done"});
  CHECK(through(program, "") == "done\n");
  CHECK(program.wait().empty());
}

TEST_CASE("a program that is not installed is named") {
  CHECK_THROWS_WITH(Program({"pcrs-no-such-program"}),
                    "pcrs-no-such-program: is not installed on this machine: install its package");
}

TEST_CASE("a program that nobody waits for is ended") {
  { Program program({"sleep", "1000"}); }
  CHECK(output_of({"echo", "still here"}, "echo") == "still here\n");
  CHECK_THROWS_WITH(output_of({"false"}, "here"), "here: false: failed with exit 1");
}
