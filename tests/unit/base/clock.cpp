// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;

TEST_CASE("times are written and read as UTC") {
  CHECK(utc_text(0) == "1970-01-01T00:00:00Z");
  CHECK(utc_text(1'773'453'629) == "2026-03-14T02:00:29Z");
  CHECK(date_text(1'773'453'629) == "2026-03-14");
  CHECK(parse_utc("2026-03-14T02:00:29Z") == 1'773'453'629);
  CHECK(parse_utc("2024-02-29") == 1'709'164'800);
}

TEST_CASE("what is no time is nothing") {
  for (const char* text :
       {"", "2026", "2026-02-30", "2025-02-29", "2026-13-01", "2026-03-14 02:00:29Z", "2026-03-14T02:00:29",
        "2026-03-14T25:00:00Z", "14/03/2026", "2026-03-14T02:00:29+"})
    CHECK_FALSE(parse_utc(text));
}
