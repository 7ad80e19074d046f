// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;

TEST_CASE("sizes are powers of ten unless they say otherwise") {
  CHECK(parse_bytes("200MB") == 200'000'000U);
  CHECK(parse_bytes("1.5 GB") == 1'500'000'000U);
  CHECK(parse_bytes("4KiB") == 4096U);
  CHECK(parse_bytes("17") == 17U);
  CHECK_FALSE(parse_bytes("MB"));
  CHECK_FALSE(parse_bytes("200 elephants"));
  CHECK(bytes_text(183'200'000) == "183.2 MB");
}

TEST_CASE("numbers are written without locale") {
  CHECK(number_text(0.05) == "0.05");
  CHECK(fixed_text(2.0, 3) == "2.000");
  CHECK(padded_text(579, 4) == "0579");
  CHECK_FALSE(to_number<int>("12x"));
}

TEST_CASE("malformed UTF-8 is recognised") {
  CHECK(is_utf8("dépôt"));
  CHECK_FALSE(is_utf8("d\xe9p\xf4t"));
  CHECK_FALSE(is_utf8("\xc0\x80"));
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));
}

TEST_CASE("names become safe in URLs and XML") {
  CHECK(url_encode("a b/é") == "a%20b/%C3%A9");
  CHECK(xml_escape("<a&\"'>") == "&lt;a&amp;&quot;&#39;&gt;");
  CHECK(xml_escape("a\tb\x01") == "a\tb\xEF\xBF\xBD");
}
