// SPDX-License-Identifier: Apache-2.0
#include "serve/proxy_counts.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::serve;

TEST_CASE("what nginx tells of a map") {
  const auto access = read_count(
      R"(<190>Nov 26 04:22:01 pcrs: {"client":"192.0.2.7","method":"GET","status":200,"bytes":51234,"seconds":0.250,"token":"t-0f3a9c21"})",
      1792630000);
  REQUIRE(access);
  CHECK(access->time == 1792630000);
  CHECK(access->client == "192.0.2.7");
  CHECK(access->path == "/wms");
  CHECK(access->status == 200);
  CHECK(access->bytes == 51234);
  CHECK(access->token_id == "t-0f3a9c21");
}

TEST_CASE("datagrams that are none are left out, and nothing long enters the log") {
  for (const char* text : {"", "{", "<190>no", "[1]", "{\"status\":200}", "{\"bytes\":"})
    CHECK(!read_count(text, 0));
  const auto odd = read_count(R"({"bytes":-5,"status":1e99,"client":7,"token":")" + std::string(100, 'x') +
                                  R"(","method":"GETGETGETGETGETGETGET"})",
                              0);
  REQUIRE(odd);
  CHECK(odd->bytes == 0);
  CHECK(odd->status == 0);
  CHECK(odd->client.empty());
  CHECK(odd->token_id.empty());
  CHECK(odd->method.size() == 16);
}
