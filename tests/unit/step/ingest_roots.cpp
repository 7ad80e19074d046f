// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_roots.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "ingest_folder.hpp"

namespace fs = std::filesystem;
using namespace pcrs::step::ingest;
using pcrs::catalog::Delivery;

namespace {

Delivery delivery(const std::vector<fs::path>& roots) {
  Delivery result;
  result.id = "d";
  result.roots = roots;
  for (std::size_t i = 0; i < roots.size(); ++i)
    result.files.push_back({i, "a.tif", pcrs::catalog::FileRole::ortho, 1, 1, "s", {}, {}});
  return result;
}

std::string paths_of(const std::vector<Root>& roots) {
  std::string text;
  for (const Root& root : roots)
    text += (text.empty() ? "" : " ") + root.path.filename().string() + (root.given ? "" : "?");
  return text;
}

}  // namespace

TEST_CASE("an id is made of the first folder's name, or taken as given") {
  CHECK(slug_of("/mnt/Livraison Été (bloc 1)/") == "livraison-ete-bloc-1");
  CHECK(slug_of("/mnt/46_2025.v2") == "46_2025.v2");
  CHECK(delivery_id(std::nullopt, {"/mnt/LIV", "/mnt/X"}) == "liv");
  CHECK(delivery_id("bloc-1", {"/mnt/LIV"}) == "bloc-1");
  for (const char* bad : {"", "../x", "A", "a b", ".a"})
    CHECK_THROWS_AS(delivery_id(bad, {"/x"}), pcrs::Error);
  CHECK_THROWS_AS(delivery_id(std::nullopt, {"/mnt/---"}), pcrs::Error);
}

TEST_CASE("roots of later runs: known ones keep their place, new ones come behind") {
  const Folder folder;
  const fs::path a = folder.path() / "a", b = folder.path() / "b", c = folder.path() / "c";
  for (const fs::path& path : {a, b, c}) fs::create_directories(path);
  CHECK(paths_of(merge_roots({a, b, a}, std::nullopt, false)) == "a b");
  CHECK(paths_of(merge_roots({c, b}, delivery({a, b}), true)) == "a? b c");
  CHECK_THROWS_WITH(merge_roots({c}, delivery({a, b}), false), Catch::Contains("give --id d to add"));
  CHECK_NOTHROW(merge_roots({c, a}, delivery({a}), false));
}

TEST_CASE("a root that is gone is the new one of the same folder name") {
  const Folder folder;
  const fs::path gone = folder.path() / "one/disk", there = folder.path() / "two/disk";
  fs::create_directories(there);
  const auto roots = merge_roots({there}, delivery({gone}), false);
  REQUIRE(roots.size() == 1);
  CHECK(roots[0].path == fs::canonical(there));
  fs::create_directories(gone);
  CHECK(merge_roots({there}, delivery({fs::canonical(gone)}), true).size() ==
        2);  // both are there: two disks
}

TEST_CASE("an inventory keeps what an unreadable or emptied root held") {
  const Folder folder;
  folder.write("one/a.tif", "1");
  fs::create_directories(folder.path() / "two");
  const fs::path one = folder.path() / "one", two = folder.path() / "two", three = folder.path() / "three";
  const auto previous = delivery({one, two, three});
  const Inventory inventory =
      take_inventory({{one, "one", true}, {two, "two", true}, {three, "three", false}}, previous);
  CHECK(inventory.files.size() == 3);
  CHECK(inventory.offline == std::vector<bool>{false, true, true});
  CHECK(inventory.names[0] == (one / "a.tif").string());  // three roots hold it: the whole path
  REQUIRE(inventory.findings.size() == 1);                // the third was not asked for
  CHECK(inventory.findings[0].rule == "delivery.root");
  CHECK(inventory.findings[0].path == two.string());
  CHECK_THROWS_AS(take_inventory({{three, "three", true}}, std::nullopt), pcrs::Error);
}

TEST_CASE("one path in one root is named by itself") {
  const Folder folder;
  folder.write("one/a.tif", "1");
  folder.write("one/b.tif", "1");
  folder.write("two/b.tif", "1");
  const fs::path one = folder.path() / "one", two = folder.path() / "two";
  const Inventory inventory = take_inventory({{one, "one", true}, {two, "two", true}}, std::nullopt);
  CHECK(inventory.names ==
        std::vector<std::string>{"a.tif", (one / "b.tif").string(), (two / "b.tif").string()});
}
