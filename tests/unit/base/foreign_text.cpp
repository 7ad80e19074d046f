// SPDX-License-Identifier: Apache-2.0
#include "base/foreign_text.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"

using namespace pcrs;

TEST_CASE("texts of any machine become UTF-8") {
  CHECK(decode_text("d\xc3\xa9p\xc3\xb4t") == "dépôt");
  CHECK(decode_text("\xef\xbb\xbf"
                    "a") == "a");
  CHECK(decode_text("d\xe9p\xf4t \x80") == "dépôt €");
  CHECK(decode_text(std::string_view("\xff\xfe"
                                     "a\0\xe9\0",
                                     6)) == "aé");
  CHECK(decode_text(std::string_view("\xfe\xff\0a\0\xe9", 6)) == "aé");
  CHECK(decode_text(std::string_view("n\0o\0m\0;\0x\0\n\0", 12)) == "nom;x\n");
  CHECK(decode_text(std::string_view("\xff\xfe\x3d\xd8\x00\xde", 6)) == "\xf0\x9f\x98\x80");
  CHECK(is_utf8(decode_text(std::string_view("\xff\xfe\x00\xd8x\0", 6))));
  CHECK(decode_text("").empty());
}

TEST_CASE("lines end as on any machine") {
  CHECK(lines_of("a\r\nb\nc\rd") == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(lines_of("a\n\nb\n") == std::vector<std::string>{"a", "", "b"});
  CHECK(lines_of("").empty());
}

TEST_CASE("names are compared without case and accents") {
  CHECK(fold("Été") == "ete");
  CHECK(fold("E\xcc\x81t\xe9"
             "a") == fold("E\xcc\x81t\xe9"
                          "a"));
  CHECK(plain_word("Prises de vues (Été)") == "prisesdevuesete");
}

TEST_CASE("rows of tables are cut at their separator") {
  CHECK(csv_separator("a;b,c;d") == ';');
  CHECK(csv_separator("a\tb") == '\t');
  CHECK(csv_fields("a; \"b;\"\"c\"\"\" ;", ';') == std::vector<std::string>{"a", "b;\"c\"", ""});
}
