// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_walk.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "ingest_folder.hpp"

namespace fs = std::filesystem;
using namespace pcrs::step::ingest;

namespace {

std::vector<std::string> paths_of(const WalkResult& result) {
  std::vector<std::string> paths;
  for (const WalkedFile& file : result.files) paths.push_back(std::to_string(file.root) + ":" + file.path);
  return paths;
}

}  // namespace

TEST_CASE("litter is known by its name, whatever its case") {
  for (const char* name : {"Thumbs.db", "THUMBS.DB", "@eaDir", ".DS_Store", "#recycle", "~$rapport.docx",
                           "desktop.ini", "._dalle.tif", "System Volume Information"})
    CHECK(is_litter(name));
  for (const char* name : {"dalle.tif", ".tfw", "#1.tif", "recycle", "thumbs.tif"})
    CHECK_FALSE(is_litter(name));
}

TEST_CASE("files come by root and path, with size and date, without litter") {
  const Folder one, two;
  one.write("b/x.tif", "12345");
  one.write("a.tif", "1");
  one.write("@eaDir/a.tif/thumb.jpg", "litter");
  one.write("b/Thumbs.db", "litter");
  two.write("a.tif", "22");
  const WalkResult result = walk({one.path(), two.path()});
  CHECK(paths_of(result) == std::vector<std::string>{"0:a.tif", "0:b/x.tif", "1:a.tif"});
  CHECK(result.files[1].size_bytes == 5);
  CHECK(result.files[1].mtime_ns > 1'600'000'000'000'000'000);
  CHECK(result.litter == 2);
  CHECK(result.findings.empty());
  CHECK(result.root_readable == std::vector<bool>{true, true});
}

TEST_CASE("names that are no UTF-8 or hold a newline keep every byte") {
  const Folder folder;
  folder.write("caf\xe9 \n2.tif", "1");
  const WalkResult result = walk({folder.path()});
  REQUIRE(result.files.size() == 1);
  CHECK(result.files[0].path == "caf\xe9 \n2.tif");
}

TEST_CASE("a link is never followed; one that leads out is a finding") {
  const Folder folder, other;
  folder.write("in/a.tif", "1");
  other.write("secret", "1");
  fs::create_symlink("a.tif", folder.path() / "in/again.tif");
  fs::create_directory_symlink(".", folder.path() / "in/loop");
  fs::create_symlink(other.path() / "secret", folder.path() / "out.tif");
  fs::create_symlink("nowhere", folder.path() / "dangling.tif");
  const WalkResult result = walk({folder.path()});
  CHECK(paths_of(result) == std::vector<std::string>{"0:in/a.tif"});
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].path == "dangling.tif");
  CHECK(result.findings[1].path == "out.tif");
  CHECK(result.findings[1].rule == "delivery.link");
}

TEST_CASE("a root that is gone is a finding and the others go on") {
  const Folder folder;
  folder.write("a.tif", "1");
  const WalkResult result = walk({folder.path() / "gone", folder.path()});
  CHECK(paths_of(result) == std::vector<std::string>{"1:a.tif"});
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "delivery.root");
  CHECK(result.findings[0].severity == pcrs::Severity::error);
  CHECK(result.root_readable == std::vector<bool>{false, true});
}

TEST_CASE("a pipe is left aside with a finding") {
  const Folder folder;
  REQUIRE(::mkfifo((folder.path() / "pipe.tif").c_str(), 0600) == 0);
  const WalkResult result = walk({folder.path()});
  CHECK(result.files.empty());
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "delivery.special");
}
