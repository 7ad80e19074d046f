// SPDX-License-Identifier: Apache-2.0
#include "catalog/kept.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "catalog/delivered_files.hpp"
#include "folder.hpp"

using namespace pcrs;
using namespace pcrs::catalog;
using store::IndexRow;
using store::RowKind;
namespace fs = std::filesystem;

namespace {

IndexRow row(const std::string& path, const std::string& sha256 = "aa", RowKind kind = RowKind::file) {
  IndexRow made;
  made.kind = kind;
  made.path = path;
  made.sha256 = kind == RowKind::folder ? "" : sha256;
  made.size_bytes = made.stored_bytes = kind == RowKind::folder ? 0 : 10;
  made.stored_sha256 = made.sha256;
  return made;
}

IndexRow part(unsigned number, std::uint64_t start, std::uint64_t bytes, const std::string& sha256 = "",
              std::int64_t mtime_ns = 5) {
  IndexRow made = row("b/D/large", sha256, RowKind::part);
  made.part = number;
  made.start = start;
  made.stored_bytes = bytes;
  made.size_bytes = 30;
  made.mtime_ns = mtime_ns;
  return made;
}

// A tar of the delivery `b` in the catalog.
void add_tar(const fs::path& root, Volume& volume, const std::string& name, const std::vector<IndexRow>& rows,
             std::uint64_t repeated = 0) {
  std::string text = store::index_text({"b", repeated});
  for (const IndexRow& one : rows) text += store::index_line(one);
  store::write_file(index_file(root, volume.id, name), text);
  VolumeTar tar;
  tar.name = name;
  tar.delivery = "b";
  tar.repeated = repeated;
  tar.verified_at = "2026-11-25T00:00:00Z";
  volume.tars.push_back(tar);
}

Volume volume_of(const std::string& id, const std::string& place) {
  Volume volume;
  volume.id = id;
  volume.chantier = "small";
  volume.place = place;
  return volume;
}

KeptFile file_of(const std::vector<IndexRow>& rows, const std::string& place = "a") {
  KeptFile file{rows.front().path, {}};
  int number = 0;
  for (const IndexRow& one : rows)
    file.rows.push_back({one, "v", place, "b-000" + std::to_string(++number) + ".tar", true});
  return file;
}

}  // namespace

TEST_CASE("rows of many tars come in the order of paths, each path once") {
  const TestFolder folder;
  std::vector<Volume> volumes{volume_of("v1", "a"), volume_of("w1", "c")};
  add_tar(
      folder.path(), volumes[0], "b-0001.tar",
      {row("b/D", "", RowKind::folder), row("b/D/a.x"), row("b/D/a", "", RowKind::folder), row("b/D/a/1")});
  // The folders above are repeated there: they must not count a second time, nor make its first key.
  add_tar(folder.path(), volumes[0], "b-0002.tar", {row("b/D", "", RowKind::folder), row("b/D/c")}, 1);
  // What a later run packed lies between.
  add_tar(folder.path(), volumes[0], "b-0003.tar",
          {row("b/D", "", RowKind::folder), row("b/D/a/1", "bb"), row("b/D/b")}, 1);
  add_tar(folder.path(), volumes[1], "b-0001.tar", {row("b/D", "", RowKind::folder), row("b/D/a/1")});
  add_tar(folder.path(), volumes[1], "b-0002.tar", {row("b/E", "", RowKind::folder), row("b/E/a")});
  KeptFiles all(folder.path(), volumes, "b", "D");
  std::vector<std::string> seen;
  while (const auto file = all.next()) seen.push_back(file->path + " " + std::to_string(file->rows.size()));
  CHECK(seen == std::vector<std::string>{"b/D 2", "b/D/a.x 1", "b/D/a 1", "b/D/a/1 3", "b/D/b 1", "b/D/c 1"});

  KeptFiles one(folder.path(), volumes, "b", "D", "a");
  CHECK(!one.at("b/A"));
  const auto found = one.at("b/D/a/1");
  REQUIRE(found);
  CHECK(found->rows.size() == 2);
  CHECK(found->copy_at("a", "aa").front()->tar == "b-0001.tar");
  CHECK(found->copy_at("a", "").front()->tar == "b-0003.tar");
  CHECK(found->copy_at("a", "cc").empty());
  CHECK(!one.at("b/D/bb"));
  CHECK(one.at("b/D/c"));
  CHECK(!one.at("b/D/d"));

  volumes[0].tars[2].damaged = "torn";
  KeptFiles without(folder.path(), volumes, "b", "D", "a");
  CHECK(!without.at("b/D/b"));
}

TEST_CASE("only parts of one state of a file make it whole") {
  CHECK(file_of({part(1, 0, 20), part(2, 20, 10, "ff")}).copy_at("a", "ff").size() == 2);
  CHECK(file_of({part(2, 20, 10, "ff"), part(1, 0, 20)}).copy_at("a", "ff").front()->row.part == 1);
  CHECK(file_of({part(1, 0, 20)}).copy_at("a", "").empty());
  CHECK(file_of({part(2, 20, 10, "ff")}).copy_at("a", "ff").empty());
  CHECK(file_of({part(1, 0, 20), part(2, 20, 10, "ff")}).copy_at("a", "ee").empty());
  CHECK(file_of({part(1, 0, 20), part(2, 20, 10, "ff")}).copy_at("c", "ff").empty());
  // The first part is of another day.
  CHECK(file_of({part(1, 0, 20, "", 4), part(2, 20, 10, "ff", 5)}).copy_at("a", "ff").empty());
  const KeptFile both = file_of({part(1, 0, 20, "", 4), part(1, 0, 10, "", 5), part(2, 10, 20, "ff", 5)});
  CHECK(both.copy_at("a", "ff").size() == 2);
  CHECK(both.parts_begun("a", 30, 4).size() == 1);
  CHECK(both.parts_begun("a", 31, 4).empty());
}

TEST_CASE("a place keeps a file when tars that were read back hold it") {
  KeptFile file = file_of({row("b/D/x")});
  file.rows.push_back({row("b/D/x"), "w", "c", "b-0001.tar", false});
  CHECK(file.places_of("aa") == std::set<std::string>{"a"});
  file.rows[1].verified = true;
  CHECK(file.places_of("aa") == std::set<std::string>{"a", "c"});
  CHECK(file.places_of("bb").empty());
  file.rows[0].row.kind = RowKind::empty_void;
  CHECK(file.places_of("aa") == std::set<std::string>{"c"});
}

TEST_CASE("a volume's record reads back, and keeps what a later version wrote") {
  const TestFolder folder;
  const fs::path& root = folder.path();
  CHECK(load_volumes(root).empty());
  update_volume(root, "v1", "a", [](Volume& volume) {
    volume.chantier = "small";
    volume.capacity_bytes = 12;
    VolumeTar tar;
    tar.name = "b-0001.tar";
    tar.delivery = "b";
    tar.repeated = 2;
    volume.tars.push_back(tar);
    volume.voids.push_back({"data/.x", "2026-11-25T00:00:00Z", "No space left on device"});
  });
  const fs::path file = root / "volumes/v1.json";
  std::string text = store::read_file(file);
  text.replace(text.find("\"state\""), 0, "\"barcode\": \"L8\", ");
  store::write_file(file, text);
  update_volume(root, "v1", "a", [](Volume& volume) { volume.state = "full"; });
  const auto volumes = load_volumes(root);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].state == "full");
  CHECK(volumes[0].tars.at(0).repeated == 2);
  CHECK(volumes[0].voids.at(0).why == "No space left on device");
  CHECK(store::read_file(file).find("barcode") != std::string::npos);
  store::write_file(file, "{}");
  CHECK_THROWS_AS(load_volumes(root), Error);
}

TEST_CASE("a volume with an encrypted tar is of version 2, another stays readable for older tools") {
  const TestFolder folder;
  const fs::path& root = folder.path();
  const auto add = [&](const std::string& name, const std::vector<std::string>& recipients) {
    update_volume(root, "v1", "a", [&](Volume& volume) {
      VolumeTar tar;
      tar.name = name;
      tar.recipients = recipients;
      if (!recipients.empty()) tar.plain = {"ab", 512};
      volume.tars.push_back(tar);
    });
    return parse_json(store::read_file(root / "volumes/v1.json"), "v1.json").at("version").get<int>();
  };
  CHECK(add("b-0001.tar", {}) == 1);
  CHECK(add("b-0002.tar.age", {"age1x", "age1y"}) == 2);
  const auto volume = load_volume(root, "v1");
  CHECK(volume->tars.at(0).recipients.empty());
  CHECK(volume->tars.at(1).recipients == std::vector<std::string>{"age1x", "age1y"});
  CHECK(volume->tars.at(1).plain.sha256 == "ab");
  CHECK(volume->tars.at(1).plain.size_bytes == 512);
  CHECK(index_file(root, "v1", "b-0002.tar.age").filename() == "b-0002.tsv");
}

TEST_CASE("of two copies at a place the later counts, encrypted or not") {
  KeptFile file = file_of({row("b/D/x")});
  file.rows[0].tar = "b-0001.tar.age";
  file.rows.push_back(file.rows[0]);
  file.rows[1].tar = "b-0002.tar";
  CHECK(file.copy_at("a", "").at(0)->tar == "b-0002.tar");
}

TEST_CASE("roots of one name are told apart") {
  CHECK(root_names({"/a/D", "/b/D", "/c/E", "/d/D"}) == std::vector<std::string>{"D", "D-2", "E", "D-3"});
}

TEST_CASE("delivered files are read one by one, in the order of their list") {
  const TestFolder folder;
  Delivery delivery;
  delivery.id = "b";
  delivery.sequence = 1;
  delivery.roots = {"/a/D", "/b/E"};
  for (const auto& [root, path] : {std::pair<std::size_t, std::string>{0, "a"}, {0, "c"}, {1, "a"}}) {
    DeliveredFile file;
    file.root = root;
    file.path = path;
    delivery.files.push_back(file);
  }
  save_delivery(folder.path(), delivery, store::WriteMode::real);
  CHECK(load_delivery_head(folder.path(), "b")->roots.size() == 2);
  std::vector<std::string> skipped;
  const auto skip = [&](const DeliveredFile& file) {
    skipped.push_back(std::to_string(file.root) + file.path);
  };
  DeliveredFiles files(folder.path(), "b");
  CHECK(!files.at(0, "b", skip));
  CHECK(!files.at(0, "bb", skip));
  CHECK(files.at(1, "a", skip));
  CHECK(skipped == std::vector<std::string>{"0a", "0c"});
  CHECK(!files.next());
  store::write_file(folder.path() / "deliveries/b/files.jsonl", "{}\n");
  CHECK_THROWS_AS(DeliveredFiles(folder.path(), "b"), Error);
}
