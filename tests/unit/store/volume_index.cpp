// SPDX-License-Identifier: Apache-2.0
#include "store/volume_index.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "scratch.hpp"
#include "store/bag.hpp"
#include "store/digest.hpp"
#include "store/manifest.hpp"

using namespace pcrs;
using namespace pcrs::store;
namespace fs = std::filesystem;

TEST_CASE("a line of an index reads back, whatever the name") {
  for (const std::string name :
       {"bloc/a.txt", "bloc/tab\there", "bloc/line\nend\r", "bloc/back\\slash\\n", "bloc/\xE9"}) {
    const IndexRow row{
        RowKind::part, std::string(64, 'a'), 7, -1, 0640, 512, 5, std::string(64, 'b'), 3, 2, name, {}};
    const std::string line = index_line(row);
    CHECK(line.find('\n') == line.size() - 1);
    const IndexRow back = parse_index_line(line.substr(0, line.size() - 1), "here");
    CHECK(back.path == name);
    CHECK(back.mtime_ns == -1);
    CHECK(back.mode == 0640);
    CHECK(index_line(back) == line);
    CHECK(back.member() == name + ".part-0003");
  }
  CHECK_THROWS_AS(parse_index_line("file\t-", "here"), Error);
  CHECK_THROWS_AS(parse_index_line("book\t-\t0\t0.000000000\t644\t0\t0\t-\t0\t0\ta\t", "here"), Error);
}

TEST_CASE("an index that is cut in a line is refused") {
  const Scratch scratch;
  const std::string line = index_line({RowKind::folder, {}, 0, 5, 0755, 512, 0, {}, 0, 0, "a", {}});
  write_file(scratch / "whole.tsv", index_text({"bloc", 2}) + line);
  IndexReader whole(scratch / "whole.tsv");
  const auto row = whole.next();
  REQUIRE(row);
  CHECK(row->key() == "a/");
  CHECK(!whole.next());
  CHECK(whole.head().delivery == "bloc");
  CHECK(whole.head().repeated == 2);
  write_file(scratch / "cut.tsv", index_text({"bloc", 2}) + line + line.substr(0, 10));
  IndexReader cut(scratch / "cut.tsv");
  CHECK(cut.next());
  CHECK_THROWS_AS(cut.next(), Error);
}

TEST_CASE("a bag carries its label, its manifests and a statement that shows what was altered") {
  const Scratch scratch;
  const fs::path root = scratch / "volume";
  fs::create_directory(root);
  CHECK(is_blank(root));
  CHECK(!read_label(root));
  const std::string made =
      "openssl genpkey -algorithm ed25519 -out '" + (scratch / "key.pem").string() + "' 2>/dev/null";
  REQUIRE(std::system(made.c_str()) == 0);
  {
    Bag bag(root, {"lot-a-0001", "a", "lot", "APLC"});
    write_file(root / "data/b-0001.tar", "tar");
    bag.add_payload("data/b-0001.tar", sha256_text("tar"), 3);
    bag.write_tag("LISEZMOI.txt", "lisez");
    bag.seal(scratch / "key.pem");
  }
  const auto label = read_label(root);
  REQUIRE(label);
  CHECK(label->id == "lot-a-0001");
  CHECK(label->place == "a");
  const Bag again(root, *label);
  CHECK(again.payload().at("data/b-0001.tar") == sha256_text("tar"));
  CHECK(again.tags().contains("bag-info.txt"));
  CHECK(read_file(root / "bag-info.txt").find("Payload-Oxum: 3.1\n") != std::string::npos);
  const std::string check = "cd '" + root.string() +
                            "' && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt && " +
                            "openssl pkeyutl -verify -pubin -inkey signer-*.pem -rawin -in statement.json "
                            "-sigfile statement.sig >/dev/null";
  CHECK(std::system(check.c_str()) == 0);
  CHECK(check_statement(root, std::nullopt).fault.empty());
  CHECK(check_statement(root, std::nullopt).is_signed);
  const std::string manifest = read_file(root / "manifest-sha256.txt");
  write_file(root / "manifest-sha256.txt", manifest_line(sha256_text("rat"), "data/b-0001.tar"));
  CHECK(check_statement(root, std::nullopt).fault.find("another manifest-sha256.txt") != std::string::npos);
  write_file(root / "manifest-sha256.txt", manifest);
  write_file(root / "statement.json", read_file(root / "statement.json") + " ");
  CHECK(check_statement(root, std::nullopt).fault.find("does not bear the signature") != std::string::npos);
}
