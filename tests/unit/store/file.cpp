// SPDX-License-Identifier: Apache-2.0
#include "store/file.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "scratch.hpp"

using namespace pcrs;
using namespace pcrs::store;
namespace fs = std::filesystem;

namespace {

std::set<std::string> names(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.insert(entry.path().filename().string());
  return found;
}

// The name that a process which is gone would have left.
std::string leftover(const std::string& name, const std::string& host, long pid, unsigned long long start) {
  return "." + name + "." + host + "." + std::to_string(pid) + "." + std::to_string(start) + ".0.pcrs-tmp";
}

// A pid that surely no longer runs.
pid_t dead_pid() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

}  // namespace

TEST_CASE("a file has its final name only when it is whole") {
  const Scratch dir;
  const auto file = open_output(dir / "deep/er/a.tif");
  file->write(as_bytes("hello"));
  CHECK_FALSE(fs::exists(dir / "deep/er/a.tif"));
  CHECK(fs::exists(file->temporary()));
  file->write_at(0, as_bytes("J"));
  file->write(as_bytes(" world"));
  file->set_modified(1'600'000'000);
  file->commit();
  CHECK(read_file(dir / "deep/er/a.tif") == "Jello world");
  CHECK(names(dir / "deep/er") == std::set<std::string>{"a.tif"});
  struct stat status = {};
  REQUIRE(::stat((dir / "deep/er/a.tif").c_str(), &status) == 0);
  CHECK(status.st_mtim.tv_sec == 1'600'000'000);
}

TEST_CASE("what is not committed leaves the old file and nothing else") {
  const Scratch dir;
  write_file(dir / "a", "old");
  {
    const auto file = open_output(dir / "a");
    file->write(as_bytes("new, half"));
  }
  CHECK(read_file(dir / "a") == "old");
  CHECK(names(dir.path()) == std::set<std::string>{"a"});
}

TEST_CASE(
    "files are 0644 and made folders 0755 whatever the umask; folders that were there stay as they are") {
  const Scratch dir;
  const mode_t old = ::umask(0077);
  write_file(dir / "made/a", "x");
  ::umask(old);
  struct stat status = {};
  ::stat((dir / "made/a").c_str(), &status);
  CHECK((status.st_mode & 07777U) == 0644U);
  ::stat((dir / "made").c_str(), &status);
  CHECK((status.st_mode & 07777U) == 0755U);
  ::stat(dir.path().c_str(), &status);
  CHECK((status.st_mode & 07777U) == 0700U);
}

TEST_CASE("a dry run takes all and makes nothing, not even folders") {
  const Scratch dir;
  const auto file = open_output(dir / "deep/a", WriteMode::dry_run);
  file->write(as_bytes("x"));
  file->sync();
  file->commit();
  CHECK(file->temporary().empty());
  write_file(dir / "b", "x", WriteMode::dry_run);
  CHECK(names(dir.path()).empty());
}

TEST_CASE("write_file_if_changed leaves an equal file and its date alone") {
  const Scratch dir;
  CHECK(write_file_if_changed(dir / "a", "one"));
  fs::last_write_time(dir / "a", fs::file_time_type::clock::now() - std::chrono::hours(5));
  const auto date = fs::last_write_time(dir / "a");
  CHECK_FALSE(write_file_if_changed(dir / "a", "one"));
  CHECK(fs::last_write_time(dir / "a") == date);
  CHECK(write_file_if_changed(dir / "a", "two"));  // same size
  CHECK(read_file(dir / "a") == "two");
}

TEST_CASE("what cannot be written says which file and why") {
  const Scratch dir;
  write_file(dir / "file", "x");
  CHECK_THROWS_WITH(write_file(dir / "file/below", "x"), Catch::Contains("cannot be made: Not a directory"));
  fs::create_directory(dir / "folder");
  CHECK_THROWS_WITH(write_file(dir / "folder", "x"),
                    Catch::Contains((dir / "folder").string() + ": cannot be given its final name"));
  CHECK(names(dir.path()) == std::set<std::string>{"file", "folder"});
  CHECK_THROWS_AS(FileSource(dir / "none"), Error);
  CHECK_THROWS_WITH(FileSource(dir / "folder"), Catch::EndsWith("is not a file"));
  ::mkfifo((dir / "pipe").c_str(), 0600);
  CHECK_THROWS_WITH(FileSource(dir / "pipe"), Catch::EndsWith("is not a file"));
}

TEST_CASE("below a folder that a group shares all is open to the group, however many make it at once") {
  const Scratch dir;
  const auto shared = dir / "shared";
  fs::create_directory(shared);
  REQUIRE(::chmod(shared.c_str(), 02775) == 0);
  const mode_t before = ::umask(077);
  for (int round = 0; round < 50; ++round) {
    const auto deepest = shared / std::to_string(round) / "a/b/c";
    parallel_for(8, 8, [&](std::size_t i) { write_file(deepest / std::to_string(i), "x"); });
  }
  ::umask(before);
  std::size_t closed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(shared)) {
    struct stat status = {};
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    closed += (status.st_mode & 07777U) != (entry.is_directory() ? 02775U : 0664U);
  }
  CHECK(closed == 0);
}

TEST_CASE("the first write into a folder sweeps what the dead of this host left, and nothing else") {
  const Scratch dir;
  const ProcessIdentity& me = this_process();
  const std::string dead = leftover("a.tif", me.host, dead_pid(), 77);
  const std::string reused = leftover("b.tif", me.host, me.pid, me.start + 1);
  const std::string alive = leftover("c.tif", me.host, me.pid, me.start);
  const std::string foreign = leftover("d.tif", "another-host", dead_pid(), 77);
  const std::string odd = ".e.tif." + me.host + ".-1.5.0.pcrs-tmp";
  for (const auto& name :
       {dead, reused, alive, foreign, odd, std::string("mine.pcrs-tmp"), std::string(".pcrs-tmp")})
    std::ofstream(dir / name) << "torn";
  write_file(dir / "new", "x");
  CHECK(names(dir.path()) == std::set<std::string>{alive, foreign, odd, "mine.pcrs-tmp", ".pcrs-tmp", "new"});
}

TEST_CASE("a killed writer leaves its temporary alone behind, and as a zombie counts as dead") {
  const Scratch dir;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto file = open_output(dir / "a.tif");
    file->write(as_bytes("half"));
    ::raise(SIGKILL);
  }
  siginfo_t ended = {};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);  // not reaped: a zombie
  const auto left = names(dir.path());
  REQUIRE(left.size() == 1);
  CHECK(is_temporary_name(*left.begin()));
  CHECK(left.begin()->find("." + std::to_string(child) + ".") != std::string::npos);
  write_file(dir / "b", "x");
  CHECK(names(dir.path()) == std::set<std::string>{"b"});
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("names of temporaries are short enough, never the same twice, and known again") {
  std::string name;
  for (int i = 0; i < 120; ++i) name += "é";
  const std::string one = temporary_name(name), two = temporary_name(name);
  CHECK(one != two);
  CHECK(one.size() <= 255);
  CHECK(is_utf8(one));
  CHECK(is_temporary_name(one));
  CHECK_FALSE(is_temporary_name("a.tif"));
  CHECK_FALSE(is_temporary_name(".pcrs-tmp"));
  const Scratch dir;
  write_file(dir / std::string(255, 'x'), "long");
  CHECK(read_file(dir / std::string(255, 'x')) == "long");
}

TEST_CASE("space that is wanting is told before the work starts") {
  const Scratch dir;
  require_space(dir / "not/yet/there", 1, "one byte");
  CHECK_THROWS_WITH(require_space(dir / "not/yet", UINT64_MAX, "the mosaic"),
                    Catch::Contains("the mosaic needs") && Catch::Contains("make room for"));
  CHECK(fs::is_empty(dir.path()));
}
