// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;
using Catch::Matchers::Message;

TEST_CASE("what is refused is told at the line that names it; a failure stays as it is") {
  const auto refuse = [] { throw_usage("a.shp", "no such file"); };
  CHECK_THROWS_MATCHES(told_at("lot.toml:12", refuse), Error, Message("lot.toml:12: a.shp: no such file"));
  CHECK_THROWS_MATCHES(told_at("", refuse), Error, Message("a.shp: no such file"));
  CHECK_THROWS_MATCHES(told_at("lot.toml:12", [] { throw_failed("a.shp", "full"); }), Error,
                       Message("a.shp: full"));
  CHECK(told_at("lot.toml:12", [] { return 3; }) == 3);
}
