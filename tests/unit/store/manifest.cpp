// SPDX-License-Identifier: Apache-2.0
#include "store/manifest.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::store;

namespace {

const std::string sha256(64, 'a');
const std::string md5(32, 'b');
const std::string sha1(40, 'c');

std::string only_path(const std::string& line) {
  const Manifest manifest = parse_manifest(line);
  REQUIRE(manifest.bad_lines.empty());
  REQUIRE(manifest.entries.size() == 1);
  return manifest.entries.front().path;
}

}  // namespace

TEST_CASE("every form of a checksum line is read") {
  CHECK(only_path(sha256 + "  a b.tif\n") == "a b.tif");
  CHECK(only_path(sha256 + " *a.tif\n") == "a.tif");
  CHECK(only_path(sha256 + " a.tif\n") == "a.tif");
  CHECK(only_path(sha256 + "   two blanks before\n") == " two blanks before");
  CHECK(only_path(sha256 + "  a.tif\r\n") == "a.tif");
  CHECK(only_path(sha256 + "  no end of line") == "no end of line");
  CHECK(only_path("\xEF\xBB\xBF" + md5 + "  marked.tif\n") == "marked.tif");
  CHECK(only_path("SHA256 (a (1) = b.tif) = " + sha256 + "\n") == "a (1) = b.tif");
  CHECK(only_path("MD5 (x) = " + md5 + "\n") == "x");
  CHECK(only_path("\\" + sha256 + "  a\\nb\\\\c\\rd\n") == "a\nb\\c\rd");
  CHECK(only_path(sha256 + "  dir\\a.tif\n") == "dir\\a.tif");
}

TEST_CASE("the kind comes from the length, the digest is lower-case, lines are counted") {
  const Manifest manifest =
      parse_manifest("# made by hand\n\n" + std::string(64, 'F') + "  a\n" + sha1 + "  b\n" + md5 + "  c\n");
  REQUIRE(manifest.entries.size() == 3);
  CHECK(manifest.entries[0].digest == std::string(64, 'f'));
  CHECK(manifest.entries[0].line == 3);
  CHECK(manifest.entries[0].kind == DigestKind::sha256);
  CHECK(manifest.entries[1].kind == DigestKind::sha1);
  CHECK(manifest.entries[2].kind == DigestKind::md5);
}

TEST_CASE("lines that say nothing are told by their number") {
  const Manifest manifest =
      parse_manifest("hello\n" + sha256 + "\n" + sha256 + " \n" + sha256 + "  \n" + std::string(63, 'a') +
                     "  short\n\\" + sha256 + "  bad\\x\n" + "SHA256 (x) = " + md5 + "\n" +
                     "SHA256 () = " + sha256 + "\n" + sha256 + "  a\n");
  CHECK(manifest.bad_lines == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(manifest.entries.size() == 1);
  CHECK(parse_manifest("").entries.empty());
  CHECK(parse_manifest(sha256 + "  a" + std::string(1, '\0') + "b\n").bad_lines.size() == 1);
}

TEST_CASE("what is written reads back, whatever the name") {
  for (const char* name : {"a", " a", "*a", "a\nb", "a\\b", "a\r", "d\xe9p\xf4t/\x01", "#x", "(a) = b"}) {
    CHECK(only_path(manifest_line(sha256, name)) == name);
  }
  CHECK(manifest_line(sha256, "a\\b") == "\\" + sha256 + "  a\\\\b\n");
  CHECK(checked_path("a\\b") == "a\\b");
  CHECK(checked_path("a\nb\\") == "\\a\\nb\\\\");
}
