// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivery.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "folder.hpp"

using namespace pcrs;
using namespace pcrs::catalog;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr auto real = store::WriteMode::real;

DeliveredFile ortho(const std::string& path, const std::string& sha256 = "aa", std::size_t root = 0) {
  DeliveredFile file;
  file.root = root;
  file.path = path;
  file.role = FileRole::ortho;
  file.size_bytes = 10;
  file.mtime_ns = 1'700'000'000'123'456'789;
  file.sha256 = sha256;
  file.dalle = "0579-6375";
  file.facts["bounds_m"] = {579000, 6374000, 580000, 6375000};
  return file;
}

Delivery delivery_of(const std::string& id, std::uint64_t sequence) {
  Delivery delivery;
  delivery.id = id;
  delivery.sequence = sequence;
  delivery.roots = {"/disks/one", "/disks/two"};
  delivery.received_at = "2026-11-23T00:00:00Z";
  delivery.lot = "lot1.geojson";
  delivery.files = {ortho("a.tif"), ortho("b.tif", "bb")};
  return delivery;
}

Decision decision(const std::string& path, Verdict verdict) {
  return {path, verdict, "marie", "2026-11-23T01:00:00Z", "white roof"};
}

std::string located(const fs::path& root) {
  std::string all;
  for (const AcceptedOrtho& found : accepted_orthos(root, delivery_ids(root)))
    all += found.location.string() + " ";
  return all;
}

}  // namespace

TEST_CASE("a delivery reads back as it was saved") {
  const TestFolder folder;
  Delivery saved = delivery_of("2025-03", next_sequence(folder.path()));
  saved.files.push_back(ortho("caf\xe9/d\xe9p\xf4t.tif", "cc", 1));
  saved.findings.push_back({"caf\xe9/d\xe9p\xf4t.tif", "pixels.unreadable", "block 3", Severity::error, "k"});
  save_delivery(folder.path(), saved, real);
  const auto loaded = load_delivery(folder.path(), "2025-03");
  REQUIRE(loaded);
  CHECK(loaded->sequence == 1);
  CHECK(loaded->lot == saved.lot);
  CHECK(loaded->roots == saved.roots);
  REQUIRE(loaded->files.size() == 3);
  CHECK(loaded->files[0].facts == saved.files[0].facts);
  CHECK(loaded->files[0].mtime_ns == saved.files[0].mtime_ns);
  CHECK(loaded->files[2].path == saved.files[2].path);
  CHECK(loaded->verdict_of(loaded->files[2]) == Verdict::rejected);
  CHECK_FALSE(load_delivery(folder.path(), "2025-04"));
  CHECK(next_sequence(folder.path()) == 2);
}

TEST_CASE("findings give the verdict until a person decides, and the last word counts") {
  const TestFolder folder;
  Delivery delivery = delivery_of("d", 1);
  delivery.findings = {{"a.tif", "empty.white", "is white", Severity::warning, ""},
                       {"a.tif", "crs.spelling", "odd", Severity::note, ""},
                       {"/disks/one/b.tif", "crs.other", "is CC46", Severity::error, ""},
                       {"b.tif", "empty.white", "is white", Severity::warning, ""}};
  save_delivery(folder.path(), delivery, real);
  CHECK(delivery.verdict_of(delivery.files[0]) == Verdict::reserved);
  CHECK(delivery.verdict_of(delivery.files[1]) == Verdict::rejected);
  CHECK(located(folder.path()).empty());
  append_decision(folder.path(), "d", decision("a.tif", Verdict::rejected));
  append_decision(folder.path(), "d", decision("a.tif", Verdict::accepted));
  CHECK(located(folder.path()) == "/disks/one/a.tif ");
  CHECK(load_delivery(folder.path(), "d")->decisions.size() == 2);
  CHECK_THROWS_AS(append_decision(folder.path(), "e", decision("a.tif", Verdict::accepted)), Error);
}

TEST_CASE("a decision covers the bytes that were judged, not other bytes under the same name") {
  const TestFolder folder;
  Delivery delivery = delivery_of("d", 1);
  delivery.findings = {{"a.tif", "crs.other", "is CC46", Severity::error, ""}};
  delivery.files[0].sha256 = "new";
  save_delivery(folder.path(), delivery, real);
  Decision judged = decision("a.tif", Verdict::accepted);
  judged.sha256 = "old";
  append_decision(folder.path(), "d", judged);
  const auto loaded = load_delivery(folder.path(), "d");
  CHECK(loaded->decisions.at(0).sha256 == "old");
  CHECK(loaded->verdict_of(loaded->files[0]) == Verdict::rejected);
  judged.sha256 = "new";
  append_decision(folder.path(), "d", judged);
  CHECK(load_delivery(folder.path(), "d")->verdict_of(delivery.files[0]) == Verdict::accepted);
}

TEST_CASE("a later delivery lies over an earlier one; what it has rejected takes nothing away") {
  const TestFolder folder;
  Delivery late = delivery_of("a-late", 2);
  late.roots = {"/late"};
  late.findings = {{"b.tif", "crs.other", "is CC46", Severity::error, ""}};
  save_delivery(folder.path(), late, real);
  save_delivery(folder.path(), delivery_of("z-early", 1), real);
  CHECK(delivery_ids(folder.path()) == std::vector<std::string>{"z-early", "a-late"});
  CHECK(located(folder.path()) == "/disks/one/a.tif /disks/one/b.tif /late/a.tif ");
}

TEST_CASE("a decision torn by a kill is not counted, and the next one is") {
  const TestFolder folder;
  save_delivery(folder.path(), delivery_of("d", 1), real);
  append_decision(folder.path(), "d", decision("a.tif", Verdict::rejected));
  std::ofstream(folder.path() / "deliveries/d/decisions.jsonl", std::ios::app) << "{\"path\":\"b.t";
  CHECK(load_delivery(folder.path(), "d")->decisions.size() == 1);
  append_decision(folder.path(), "d", decision("b.tif", Verdict::rejected));
  const auto decisions = load_delivery(folder.path(), "d")->decisions;
  REQUIRE(decisions.size() == 2);
  CHECK(decisions[1].path == "b.tif");
}

TEST_CASE("a save killed before or after delivery.json leaves a whole delivery, old or new") {
  const TestFolder folder;
  const fs::path at = folder.path() / "deliveries/d";
  save_delivery(folder.path(), delivery_of("d", 1), real);
  const TestFolder other;
  Delivery changed = delivery_of("d", 1);
  changed.files[0].sha256 = "ff";
  save_delivery(other.path(), changed, real);

  fs::copy_file(other.path() / "deliveries/d/files.jsonl", at / "files.jsonl.next");
  CHECK(load_delivery(folder.path(), "d")->files[0].sha256 == "aa");
  fs::copy_file(other.path() / "deliveries/d/delivery.json", at / "delivery.json",
                fs::copy_options::overwrite_existing);
  CHECK(load_delivery(folder.path(), "d")->files[0].sha256 == "ff");
  save_delivery(folder.path(), changed, real);
  CHECK_FALSE(fs::exists(at / "files.jsonl.next"));
  CHECK(load_delivery(folder.path(), "d")->files[0].sha256 == "ff");
}

TEST_CASE("a list that was altered is refused by name") {
  const TestFolder folder;
  save_delivery(folder.path(), delivery_of("d", 1), real);
  const fs::path list = folder.path() / "deliveries/d/files.jsonl";
  std::string text = store::read_file(list);
  text.replace(text.find("b.tif"), 5, "c.tif");
  store::write_file(list, text);
  CHECK_THROWS_WITH(load_delivery(folder.path(), "d"), Contains("files.jsonl") && Contains("SHA-256"));
}

TEST_CASE("saving the same again writes nothing, and a dry run neither") {
  const TestFolder folder;
  save_delivery(folder.path(), delivery_of("d", 1), store::WriteMode::dry_run);
  CHECK(fs::is_empty(folder.path()));
  save_delivery(folder.path(), delivery_of("d", 1), real);
  const fs::path at = folder.path() / "deliveries/d";
  const auto before = fs::last_write_time(at / "files.jsonl");
  save_delivery(folder.path(), delivery_of("d", 1), real);
  CHECK(fs::last_write_time(at / "files.jsonl") == before);
  CHECK(std::distance(fs::directory_iterator(at), {}) == 3);
}

TEST_CASE("what cannot be looked at is an error, not an absent delivery or decision") {
  const TestFolder folder;
  save_delivery(folder.path(), delivery_of("d", 1), real);
  const fs::path at = folder.path() / "deliveries/d";
  fs::create_symlink("decisions.jsonl", at / "decisions.jsonl");  // a loop: stat fails, whoever asks
  CHECK_THROWS_WITH(accepted_orthos(folder.path(), {"d"}), Contains("decisions.jsonl: cannot be read"));
  fs::remove(at / "decisions.jsonl");
  fs::remove(at / "delivery.json");
  fs::create_symlink("delivery.json", at / "delivery.json");
  CHECK_THROWS_WITH(delivery_ids(folder.path()), Contains("delivery.json: cannot be read"));
}
