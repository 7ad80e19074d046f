// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/error.hpp"
#include "folder.hpp"

using namespace pcrs;
using namespace pcrs::catalog;
using Catch::Contains;

namespace {

const grid::GridSpec kilometre{"EPSG:2154", 1000, 0.05};
constexpr grid::DalleKey first{579000, 6375000};

Record record_of(const grid::DalleKey& key, int revision = 1) {
  Record record;
  record.chantier = "lot";
  record.key = key;
  record.dalle = grid::key_text(key, kilometre);
  record.millesime = 2025;
  record.revision = revision;
  record.sources = {{"2025-03", "dalles/a.tif", 12, "aa"}, {"2025-04", "dalles/b.tif", 13, "bb"}};
  record.national["precision_m"] = 0.1;
  Product product;
  product.kind = "lossless";
  product.name = "46-2025-0579-6375-LA93-0M05-RVB.tif";
  product.size_bytes = 42;
  product.sha256 = "cc";
  product.parameters["compression"] = "zstd";
  product.derived_from = {"aa", "bb"};
  product.tool = "pcrs-tile 0.1.0";
  product.add_copy({"work", "lossless/2025/" + product.name, "2026-11-23T00:00:00Z", "fsync", {}});
  record.products.push_back(product);
  return record;
}

void count_up(Catalog& catalog, int times) {
  for (int i = 0; i < times; ++i)
    catalog.update(first, 2025,
                   [](Record& record) { record.national["count"] = record.national.value("count", 0) + 1; });
}

}  // namespace

TEST_CASE("a record reads back as it was written, with what a later version added") {
  Json json = to_json(record_of(first));
  json["weather"] = "fine";
  json["products"][0]["colour"] = "blue";
  json["products"][0]["copies"][0]["tape"] = 7;
  const Record record = record_from_json(json, "here");
  CHECK(to_json(record) == json);
  CHECK(record.sources.size() == 2);
  CHECK(record.product("lossless")->copy_in("work")->verified_how == "fsync");
  CHECK(record.product("cog") == nullptr);
}

TEST_CASE("a source whose name is not UTF-8 stays the same source") {
  Record record = record_of(first);
  record.sources[0].path = "d\xe9p\xf4t/a.tif";
  const std::string text = json_text(to_json(record));
  CHECK(record_from_json(parse_json(text, "r.json"), "r.json").sources == record.sources);
}

TEST_CASE("a record of a later version is refused, and a broken one names the file and the key") {
  Json later = to_json(record_of(first));
  later["version"] = 2;
  CHECK_THROWS_WITH(record_from_json(later, "r.json"), Contains("r.json") && Contains("upgrade"));
  Json broken = to_json(record_of(first));
  broken["products"][0]["size_bytes"] = "many";
  CHECK_THROWS_WITH(record_from_json(broken, "r.json"), Contains("r.json") && Contains("size_bytes"));
  CHECK_THROWS_AS(record_from_json(Json::array(), "r.json"), Error);
}

TEST_CASE("a new revision supersedes the one before, and nothing is erased") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  CHECK_FALSE(catalog.latest(first, 2025));
  catalog.add_revision(record_of(first));
  catalog.add_revision(record_of(first, 2));
  CHECK(catalog.latest(first, 2025)->revision == 2);
  const auto all = catalog.revisions(first, 2025);
  REQUIRE(all.size() == 2);
  CHECK(all[0].state == "superseded");
  CHECK(all[1].state == "current");
  CHECK_FALSE(catalog.load(first, 2025, 3));
  CHECK_THROWS_WITH(catalog.add_revision(record_of(first, 2)), Contains("the next is 3"));
  CHECK(catalog.millesimes() == std::vector<int>{2025});
}

TEST_CASE("a kill between the two writes of a revision leaves a current record") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  Record half = record_of(first);
  half.state = "superseded";
  catalog.add_revision(half);
  CHECK(catalog.latest(first, 2025)->state == "current");
}

TEST_CASE("a record that was moved or copied by hand is refused") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  catalog.add_revision(record_of(first));
  const auto shard = catalog.root() / "dalles/2025/E0570-N6370";
  std::filesystem::copy_file(shard / "0579-6375-r1.json", shard / "0578-6375-r1.json");
  CHECK_THROWS_WITH(catalog.latest({578000, 6375000}, 2025), Contains("was moved"));
}

TEST_CASE("records come in reading order across shards, and a damaged one stops nobody") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  for (const grid::DalleKey& key : {grid::DalleKey{581000, 6375000}, grid::DalleKey{579000, 6375000},
                                    grid::DalleKey{570000, 6382000}, grid::DalleKey{590000, 6380000}})
    catalog.add_revision(record_of(key));
  catalog.add_revision(record_of(first, 2));
  std::vector<std::string> seen;
  catalog.each_latest(2025,
                      [&](const Record& r) { seen.push_back(r.dalle + "-" + std::to_string(r.revision)); });
  CHECK(seen == std::vector<std::string>{"0570-6382-1", "0590-6380-1", "0579-6375-2", "0581-6375-1"});

  store::write_file(catalog.root() / "dalles/2025/E0580-N6370/0581-6375-r1.json", "{\"format\":");
  std::vector<Finding> findings;
  seen.clear();
  catalog.each_latest(
      2025, [&](const Record& r) { seen.push_back(r.dalle); },
      [&](const Finding& finding) { findings.push_back(finding); });
  CHECK(seen.size() == 3);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].dalle == "0581-6375");
  CHECK(findings[0].rule == "record.unreadable");
  CHECK_THROWS_AS(catalog.each_latest(2025, [](const Record&) {}), Error);
}

TEST_CASE("threads and processes that update one record lose nothing") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  catalog.add_revision(record_of(first));
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      count_up(catalog, 20);
      ::_exit(0);
    }
    children.push_back(child);
  }
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { count_up(catalog, 20); });
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(catalog.latest(first, 2025)->national["count"] == 120);
}

TEST_CASE("one dalle is worked on by one holder at a time, and its record can still be updated") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  catalog.add_revision(record_of(first));
  auto mine = catalog.try_dalle(first);
  REQUIRE(mine);
  CHECK_FALSE(catalog.try_dalle(first));
  CHECK(catalog.try_dalle({580000, 6375000}));
  count_up(catalog, 1);
  mine.reset();
  CHECK(catalog.try_dalle(first));
}

TEST_CASE("a dry run writes neither record nor lock") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre, store::WriteMode::dry_run);
  CHECK(catalog.try_dalle(first));
  catalog.add_revision(record_of(first));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("an update that changes nothing leaves the file alone") {
  const TestFolder folder;
  Catalog catalog(folder.path(), "lot", kilometre);
  catalog.add_revision(record_of(first));
  const auto file = catalog.root() / "dalles/2025/E0570-N6370/0579-6375-r1.json";
  const auto long_ago = std::filesystem::last_write_time(file) - std::chrono::hours(1);
  std::filesystem::last_write_time(file, long_ago);
  catalog.update(first, 2025, [](Record&) {});
  CHECK(std::filesystem::last_write_time(file) == long_ago);
  CHECK_THROWS_WITH(catalog.update({1000, 2000}, 2025, [](Record&) {}), Contains("pcrs-tile"));
}
