// SPDX-License-Identifier: Apache-2.0
#include "step/publish_tree.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>

namespace fs = std::filesystem;
using namespace pcrs;
using namespace pcrs::step;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("pcrs-publish-tree-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

std::map<std::string, std::string> content(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder).generic_string()] = store::read_file(entry.path());
  return files;
}

ino_t inode(const fs::path& path) {
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

const std::vector<TreeFile> first{{"catalog.json", "1"}, {"2025/a.json", "a"}, {"2025/b.json", "b"}};
const std::vector<TreeFile> second{{"catalog.json", "2"}, {"2026/c/d.json", "d"}, {"2025/b.json", "b"}};

std::map<std::string, std::string> as_map(const std::vector<TreeFile>& files) {
  std::map<std::string, std::string> map;
  for (const TreeFile& file : files) map[file.path] = file.bytes;
  return map;
}

bool replace(const fs::path& folder, const std::vector<TreeFile>& files) {
  return replace_tree(folder, files, store::WriteMode::real, 2);
}

}  // namespace

TEST_CASE("a tree becomes exactly what is asked, and nothing is left beside it") {
  const Folder top;
  const fs::path tree = top.path / "meta";
  CHECK(replace(tree, first));
  CHECK(content(tree) == as_map(first));
  CHECK(replace(tree, second));
  CHECK(content(tree) == as_map(second));
  CHECK_FALSE(fs::exists(tree / "2025" / "a.json"));
  CHECK(content(top.path).size() == second.size());
}

TEST_CASE("a tree that says the same is not touched, and what did not change keeps its inode and date") {
  const Folder top;
  const fs::path tree = top.path / "meta";
  replace(tree, first);
  const ino_t before = inode(tree), file = inode(tree / "2025/b.json");
  CHECK_FALSE(replace(tree, first));
  CHECK(inode(tree) == before);
  replace(tree, second);
  CHECK(inode(tree / "2025/b.json") == file);
}

TEST_CASE("what a killed run left is cleared, a damaged file is put right") {
  const Folder top;
  const fs::path tree = top.path / "meta";
  replace(tree, first);
  store::write_file(top.path / ".meta.next/2025/half.json", "{");
  store::write_file(tree / "2025/a.json", "x");
  store::write_file(tree / "stranger.json", "x");
  CHECK(replace(tree, first));
  CHECK(content(top.path).size() == first.size());
  CHECK(content(tree) == as_map(first));
  // A kill after the exchange leaves the old tree under the temporary name and the new one in place.
  store::write_file(top.path / ".meta.next/old.json", "{}");
  CHECK_FALSE(replace(tree, first));
  CHECK_FALSE(fs::exists(top.path / ".meta.next"));
}

TEST_CASE("a dry run tells and writes nothing") {
  const Folder top;
  const fs::path tree = top.path / "meta";
  CHECK(replace_tree(tree, first, store::WriteMode::dry_run, 1));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE("without an exchange of folders, file by file gives the same tree") {
  const Folder top;
  const fs::path tree = top.path / "meta";
  replace(tree, first);
  replace_files(tree, second);
  CHECK(content(tree) == as_map(second));
  replace_files(tree, first);
  CHECK(content(tree) == as_map(first));
  CHECK_FALSE(fs::exists(tree / "2026"));  // emptied folders go too
}
