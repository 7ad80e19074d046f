// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_checks.hpp"

#include <catch2/catch.hpp>

#include "ingest_folder.hpp"

using namespace pcrs::step::ingest;
using pcrs::store::DigestKind;
using pcrs::store::WriteMode;

namespace {

KnownFile known(const std::string& sha256, bool checked) {
  KnownFile file;
  file.digests[DigestKind::sha256] = sha256;
  file.digests[DigestKind::md5] = "m";
  if (!checked) return file;
  file.rules = "r1";
  file.check = pcrs::raster::OrthoCheck{{{"a.tif", "crs.other", "is CC46"}}, {{"gsd_m", 0.05}}};
  return file;
}

}  // namespace

TEST_CASE("what was learned outlives a run that died, torn last line or not") {
  const Folder folder;
  {
    CheckStore store(folder.path(), WriteMode::real);
    CHECK_FALSE(store.unfinished());
    store.learn("one", known("s1", true));
    store.learn("two", known("s2", false));
  }
  std::ofstream(folder.path() / "checks.partial.jsonl", std::ios::app) << R"({"file":"three","sha2)";
  CheckStore store(folder.path(), WriteMode::real);
  CHECK(store.unfinished());
  REQUIRE(store.find("one") != nullptr);
  CHECK(store.find("one")->rules == "r1");
  CHECK(store.find("one")->check->findings.at(0).rule == "crs.other");
  CHECK(store.find("one")->check->facts.at("gsd_m") == 0.05);
  CHECK(store.find("one")->digests.at(DigestKind::md5) == "m");
  REQUIRE(store.find("two") != nullptr);
  CHECK_FALSE(store.find("two")->check);
  CHECK(store.find("three") == nullptr);
  store.learn("four", known("s4", false));
  CHECK(CheckStore(folder.path(), WriteMode::real).find("four") !=
        nullptr);  // the torn line did not swallow it
}

TEST_CASE("the whole list is in the order of the files, forgets the others, and ends the trace") {
  const Folder folder;
  CheckStore store(folder.path(), WriteMode::real);
  for (const char* name : {"b", "a", "gone"}) store.learn(name, known(name, false));
  store.write({"a", "b"});
  store.end();
  const CheckStore again(folder.path(), WriteMode::real);
  CHECK_FALSE(again.unfinished());
  CHECK(again.find("a") != nullptr);
  CHECK(again.find("gone") == nullptr);
  CHECK(pcrs::store::read_file(folder.path() / "checks.jsonl").find("\"a\"") <
        pcrs::store::read_file(folder.path() / "checks.jsonl").find("\"b\""));
}

TEST_CASE("a dry run writes nothing") {
  const Folder folder;
  CheckStore store(folder.path() / "d", WriteMode::dry_run);
  store.learn("a", known("a", true));
  store.write({"a"});
  store.end();
  CHECK_FALSE(std::filesystem::exists(folder.path() / "d"));
}

TEST_CASE("another root, path, size or date is another file") {
  const WalkedFile file{0, "a.tif", 5, 7};
  const std::string same = CheckStore::identity("/r", file);
  CHECK(CheckStore::identity("/r", {1, "a.tif", 5, 7}) == same);  // the number of a root means nothing
  CHECK(CheckStore::identity("/s", file) != same);
  CHECK(CheckStore::identity("/r", {0, "b.tif", 5, 7}) != same);
  CHECK(CheckStore::identity("/r", {0, "a.tif", 6, 7}) != same);
  CHECK(CheckStore::identity("/r", {0, "a.tif", 5, 8}) != same);
}
