// SPDX-License-Identifier: Apache-2.0
#include "store/lock.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "base/error.hpp"
#include "scratch.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::store;
namespace fs = std::filesystem;

TEST_CASE("ranges of one file exclude each other where they meet, and only there") {
  const Scratch dir;
  const auto file = dir / "made/lock";
  {
    const auto first = Lock::try_range(file, 1024, 10);
    REQUIRE(first);
    CHECK_FALSE(Lock::try_range(file, 1033));
    CHECK(Lock::try_range(file, 1034));
    CHECK_THROWS_AS(Lock::wait_range(file, 1024, 0.05), Error);
  }
  CHECK(Lock::try_range(file, 1024, 10));
  CHECK(fs::exists(file));  // never removed
}

TEST_CASE("a lock that is moved is still held, once") {
  const Scratch dir;
  auto first = Lock::try_range(dir / "lock", 0);
  REQUIRE(first);
  {
    const Lock second = std::move(*first);
    first.reset();
    CHECK_FALSE(Lock::try_range(dir / "lock", 0));
  }
  CHECK(Lock::try_range(dir / "lock", 0));
}

TEST_CASE("a busy run is told who holds the lock, and to try later") {
  const Scratch dir;
  const Lock held = Lock::of_run(dir / "run.lock", "pcrs-tile");
  CHECK(held.unfinished_holder().empty());
  try {
    Lock::of_run(dir / "run.lock", "pcrs-tile");
    FAIL("two at once");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::retry);
    CHECK_THAT(error.message(), Catch::Contains("held by pcrs-tile on " + this_process().host + ", pid " +
                                                std::to_string(this_process().pid)));
  }
}

TEST_CASE("a holder that is killed frees the lock and leaves its note; one that ends well leaves none") {
  const Scratch dir;
  const auto file = dir / "run.lock";
  const pid_t child = ::fork();
  if (child == 0) {
    const Lock held = Lock::of_run(file, "pcrs-compress");
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  {
    const Lock mine = Lock::of_run(file, "pcrs-tile");
    CHECK_THAT(mine.unfinished_holder(),
               Catch::StartsWith("pcrs-compress on ") && Catch::Contains("pid " + std::to_string(child)));
  }
  CHECK(Lock::of_run(file, "pcrs-tile").unfinished_holder().empty());
}

TEST_CASE("a lock file of a holder on another host that died is simply taken") {
  const Scratch dir;
  const std::string note = "pcrs-tile on node-7, pid 12, since 2026-01-01T00:00:00Z";
  write_file(dir / "run.lock", std::string(1, '\0') + note + "\n");
  CHECK(Lock::of_run(dir / "run.lock", "pcrs-tile").unfinished_holder() == note);
}
