// SPDX-License-Identifier: Apache-2.0
#include "grid/dalle.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::grid;

TEST_CASE("a key is written in the coarsest unit of its grid and reads back") {
  const GridSpec kilometre{"EPSG:2154", 1000, 0.05};
  const GridSpec two_hundred{"EPSG:2154", 200, 0.05};
  CHECK(key_text({579000, 6375000}, kilometre) == "0579-6375");
  CHECK(key_text({579000, 6373000}, two_hundred) == "05790-63730");
  CHECK(parse_key("0579-6375", kilometre) == DalleKey{579000, 6375000});
  CHECK_FALSE(parse_key("579-6375", kilometre));
  CHECK_FALSE(parse_key("05791-63730", two_hundred));
  CHECK_FALSE(parse_key("", kilometre));
  CHECK_FALSE(parse_key("0579-63755", kilometre));
  CHECK_FALSE(parse_key("9223372036854775807-0001", kilometre));
  CHECK_FALSE(parse_key("-9223372036854775808-0001", kilometre));
}

TEST_CASE("pixels a side must be whole") {
  CHECK(GridSpec{"EPSG:2154", 1000, 0.05}.pixels_a_side() == 20000);
  CHECK(GridSpec{"EPSG:2154", 200, 0.2}.pixels_a_side() == 1000);
  CHECK_THROWS(GridSpec{"EPSG:2154", 1000, 0.3}.pixels_a_side());
}

TEST_CASE("a dalle on the northern edge of a shard belongs to that shard") {
  CHECK(shard_of({570000, 6380000}) == "E0570-N6370");
  CHECK(shard_of({579000, 6371000}) == "E0570-N6370");
  CHECK(shard_of({580000, 6380001}) == "E0580-N6380");
}
