// SPDX-License-Identifier: Apache-2.0
#include "catalog/copy_proof.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;
using namespace pcrs::catalog;

TEST_CASE("a copy that was just put counts as looked at and read") {
  const Copy copy{"nas", "k", "2026-11-25T02:00:00Z", "fsync, page cache dropped, read back", {}};
  CHECK(read_at(copy) == "2026-11-25T02:00:00Z");
  CHECK(inventoried_at(copy) == "2026-11-25T02:00:00Z");
  CHECK_FALSE(damage_of(copy));
}

TEST_CASE("an object that was found without its record was looked at, not read") {
  const Copy copy{"intermediate", "k", "2026-11-25T02:00:00Z",
                  "was there: SHA-256 of its metadata and ETag compared", Json{{"etag", "e"}}};
  CHECK(read_at(copy).empty());
  CHECK(inventoried_at(copy) == "2026-11-25T02:00:00Z");
}

TEST_CASE("the later of looking and reading counts as looking") {
  Copy copy{"nas", "k", "2026-11-25T02:00:00Z", "fsync", {}};
  set_inventoried(copy, "2026-11-20T02:00:00Z");
  CHECK(inventoried_at(copy) == "2026-11-25T02:00:00Z");
  set_inventoried(copy, "2026-11-28T02:00:00Z");
  CHECK(inventoried_at(copy) == "2026-11-28T02:00:00Z");
  CHECK(read_at(copy) == "2026-11-25T02:00:00Z");
}

TEST_CASE("a mark of damage stays until bytes are proven, and other keys stay") {
  Copy copy{"nas", "k", "2026-11-25T02:00:00Z", "fsync", Json{{"etag", "e"}}};
  mark_damaged(copy, {"2026-11-26T02:00:00Z", "is missing", "inventory"});
  set_inventoried(copy, "2026-11-27T02:00:00Z");
  REQUIRE(damage_of(copy));
  CHECK(damage_of(copy)->how == "is missing");
  CHECK(damage_of(copy)->by == "inventory");
  set_read(copy, "2026-11-28T02:00:00Z", "read");
  CHECK_FALSE(damage_of(copy));
  CHECK(copy.extra.at("etag") == "e");
  CHECK(read_at(copy) == "2026-11-28T02:00:00Z");
}
