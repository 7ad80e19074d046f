// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/report.hpp"

using namespace pcrs;

TEST_CASE("keys keep their order, names that are no UTF-8 cost no exception") {
  Json json{{"z", 1}, {"a", "d\xe9p\xf4t"}};
  CHECK(json_line(json) == "{\"z\":1,\"a\":\"d\xEF\xBF\xBDp\xEF\xBF\xBDt\"}");
  CHECK(json_text(Json{{"a", 1}}) == "{\n  \"a\": 1\n}\n");
}

TEST_CASE("bad JSON names its file, on one line") {
  try {
    parse_json("{\"a\": ", "catalog/x.json");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::failed);
    CHECK(error.where() == "catalog/x.json");
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
  }
}

TEST_CASE("a finding without dalle has no key for it") {
  Finding finding{"a.tif", "crs.other", "is in CC45", Severity::warning};
  CHECK(json_line(to_json(finding)) ==
        R"({"path":"a.tif","rule":"crs.other","severity":"warning","message":"is in CC45"})");
  finding.dalle = "0579-6375";
  CHECK(to_json(finding)["dalle"] == "0579-6375");
}
