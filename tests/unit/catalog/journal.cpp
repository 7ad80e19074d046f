// SPDX-License-Identifier: Apache-2.0
#include "catalog/journal.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "folder.hpp"
#include "store/signature.hpp"

using namespace pcrs;
using namespace pcrs::catalog;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

void write_lines(const fs::path& root, int count) {
  Journal journal(root, "pcrs-tile");
  for (int i = 0; i < count; ++i) journal.write("tile", "0579-6375", {{"number", i}});
}

fs::path only_segment(const fs::path& root) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(root / "journal"))
    if (entry.path().extension() == ".jsonl") found.push_back(entry.path());
  REQUIRE(found.size() == 1);
  return found.front();
}

std::string rules(const fs::path& root, const std::optional<fs::path>& key = std::nullopt) {
  std::string all;
  for (const Finding& finding : verify_journal(root, key)) all += finding.rule + " ";
  return all;
}

void rewrite(const fs::path& file, const std::function<void(std::vector<std::string>&)>& change) {
  auto lines = split(store::read_file(file), '\n');
  change(lines);
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  store::write_file(file, text);
}

fs::path make_key(const fs::path& folder, const std::string& name) {
  const fs::path file = folder / name;
  const std::string command = "openssl genpkey -algorithm ed25519 -out '" + file.string() + "' 2>/dev/null";
  REQUIRE(std::system(command.c_str()) == 0);
  return file;
}

}  // namespace

TEST_CASE("a journal that nobody touched verifies, torn line or not") {
  const TestFolder folder;
  write_lines(folder.path(), 3);
  CHECK(rules(folder.path()).empty());
  std::ofstream(only_segment(folder.path()), std::ios::app) << R"({"time":"2026)";
  CHECK(rules(folder.path()) == "journal.torn ");
  CHECK(verify_journal(folder.path())[0].severity == Severity::note);
  write_checkpoint(folder.path(), std::nullopt);
  CHECK(rules(folder.path()) == "journal.torn ");
}

TEST_CASE("an altered, a removed and a renamed line of the journal show") {
  const TestFolder folder;
  write_lines(folder.path(), 5);
  const fs::path segment = only_segment(folder.path());
  const std::string untouched = store::read_file(segment);
  rewrite(segment, [](auto& lines) { lines[1] = replace_all(lines[1], "done", "lost"); });
  CHECK(rules(folder.path()) == "journal.chain ");
  CHECK(verify_journal(folder.path())[0].message.substr(0, 6) == "line 3");
  store::write_file(segment, untouched);
  rewrite(segment, [](auto& lines) { lines.erase(lines.begin()); });
  CHECK(rules(folder.path()) == "journal.chain ");
  store::write_file(segment, untouched);
  fs::rename(segment, segment.parent_path() / "other-1-1.jsonl");
  CHECK(rules(folder.path()) == "journal.chain ");
}

TEST_CASE("a cut tail, an altered last line and a missing segment show against a checkpoint") {
  const TestFolder folder;
  write_lines(folder.path(), 5);
  const fs::path segment = only_segment(folder.path());
  write_checkpoint(folder.path(), std::nullopt);
  const std::string untouched = store::read_file(segment);
  rewrite(segment, [](auto& lines) { lines.erase(lines.end() - 2); });
  CHECK(rules(folder.path()) == "journal.cut ");
  store::write_file(segment, untouched);
  rewrite(segment, [](auto& lines) { lines[4] = replace_all(lines[4], "done", "lost"); });
  CHECK(rules(folder.path()) == "journal.altered ");
  fs::remove(segment);
  CHECK(rules(folder.path()) == "journal.missing ");
  store::write_file(segment, untouched);
  CHECK(rules(folder.path()).empty());
}

TEST_CASE("what was tampered with before a checkpoint still shows after later ones") {
  const TestFolder folder;
  write_lines(folder.path(), 2);
  const fs::path segment = only_segment(folder.path());
  const fs::path one = write_checkpoint(folder.path(), std::nullopt);
  CHECK(write_checkpoint(folder.path(), std::nullopt) == one);
  rewrite(segment, [](auto& lines) { lines.erase(lines.end() - 2); });
  write_lines(folder.path(), 1);
  CHECK(write_checkpoint(folder.path(), std::nullopt) != one);
  CHECK(rules(folder.path()) == "journal.cut ");
}

TEST_CASE("checkpoints are a chain: one that is altered or removed shows") {
  const TestFolder folder;
  std::vector<fs::path> checkpoints;
  for (int i = 0; i < 3; ++i) {
    write_lines(folder.path(), 1);
    checkpoints.push_back(write_checkpoint(folder.path(), std::nullopt));
  }
  CHECK(rules(folder.path()).empty());
  const std::string untouched = store::read_file(checkpoints[1]);
  store::write_file(checkpoints[1], untouched + "\n");
  CHECK(rules(folder.path()) == "checkpoint.altered ");
  fs::remove(checkpoints[1]);
  CHECK(rules(folder.path()) == "checkpoint.missing ");
  store::write_file(checkpoints[1], "{");
  CHECK(rules(folder.path()) == "checkpoint.unreadable checkpoint.missing ");
  CHECK_THROWS_AS(write_checkpoint(folder.path(), std::nullopt), Error);
}

TEST_CASE("a signed checkpoint verifies by its key, by stock openssl, and not once altered") {
  const TestFolder folder;
  const fs::path key = make_key(folder.path(), "key.pem");
  const fs::path other = make_key(folder.path(), "other.pem");
  write_lines(folder.path(), 2);
  const fs::path checkpoint = write_checkpoint(folder.path(), key);
  CHECK(rules(folder.path()).empty());
  CHECK(rules(folder.path(), key).empty());
  CHECK(rules(folder.path(), other) == "checkpoint.signature ");

  const fs::path sig = fs::path(checkpoint).replace_extension(".sig");
  store::write_file(folder.path() / "public.pem", store::public_key_pem(key));
  const std::string command = "openssl pkeyutl -verify -pubin -inkey '" +
                              (folder.path() / "public.pem").string() + "' -rawin -in '" +
                              checkpoint.string() + "' -sigfile '" + sig.string() + "' >/dev/null 2>&1";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(rules(folder.path(), folder.path() / "public.pem").empty());

  store::write_file(checkpoint, replace_all(store::read_file(checkpoint), "\"lines\": 2", "\"lines\": 3"));
  CHECK(rules(folder.path()) == "checkpoint.signature ");
  CHECK(std::system(command.c_str()) != 0);
  fs::remove(sig);
  CHECK(rules(folder.path()) == "checkpoint.signature ");
}

TEST_CASE("old signatures outlive a change of keys, and a first key signs what stood unsigned") {
  const TestFolder folder;
  const fs::path one = make_key(folder.path(), "one.pem"), two = make_key(folder.path(), "two.pem");
  write_lines(folder.path(), 1);
  const fs::path bare = write_checkpoint(folder.path(), std::nullopt);
  CHECK(rules(folder.path(), one) == "checkpoint.unsigned ");
  CHECK(write_checkpoint(folder.path(), one) != bare);
  write_lines(folder.path(), 1);
  write_checkpoint(folder.path(), two);
  CHECK(rules(folder.path(), two).empty());
  CHECK_THROWS_WITH(write_checkpoint(folder.path() / "absent", folder.path() / "none.pem"),
                    Contains("none.pem"));
  store::write_file(folder.path() / "no.pem", "hello");
  CHECK_THROWS_WITH(store::public_key_pem(folder.path() / "no.pem"), Contains("openssl genpkey"));
}

TEST_CASE("threads and processes write without breaking a chain or losing a line") {
  const TestFolder folder;
  const auto burst = [&](Journal& journal) {
    for (int i = 0; i < 25; ++i) journal.write("put", "0579-6375", Json::object());
  };
  std::vector<pid_t> children;
  for (int c = 0; c < 2; ++c) {
    const pid_t child = ::fork();
    if (child == 0) {
      Journal journal(folder.path(), "pcrs-archive");
      burst(journal);
      ::_exit(0);
    }
    children.push_back(child);
  }
  {
    Journal journal(folder.path(), "pcrs-archive");
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&] { burst(journal); });
  }
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  CHECK(rules(folder.path()).empty());
  std::size_t lines = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "journal"))
    if (entry.is_regular_file()) lines += split(store::read_file(entry.path()), '\n').size() - 1;
  CHECK(lines == 150);
}

TEST_CASE("a dry run keeps no journal") {
  const TestFolder folder;
  Journal(folder.path(), "pcrs-tile", store::WriteMode::dry_run).write("tile", "k", Json::object());
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("the journal can be read by others whatever the umask") {
  const TestFolder folder;
  const mode_t old = ::umask(0077);
  write_lines(folder.path(), 1);
  ::umask(old);
  const fs::path segment = only_segment(folder.path());
  struct stat status = {};
  REQUIRE(::stat(segment.parent_path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0755U);
  REQUIRE(::stat(segment.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0644U);
}
