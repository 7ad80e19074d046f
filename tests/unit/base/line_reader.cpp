// SPDX-License-Identifier: Apache-2.0
#include "base/line_reader.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;

TEST_CASE("lines come whole, whatever is read at a time, and what stands behind the last end is told") {
  const std::string longest(200'000, 'x');  // over several readings
  const std::string tail = GENERATE("", "torn");
  const std::string text = "first\n\n" + longest + "\nlast\n" + tail;
  MemorySource source(std::as_bytes(std::span(text)), "a list");
  LineReader lines(source);
  for (const std::string& expected : {std::string("first"), std::string(), longest, std::string("last")}) {
    const auto line = lines.next();
    REQUIRE(line);
    CHECK(*line == expected);
  }
  CHECK(lines.number() == 4);
  CHECK_FALSE(lines.next());
  CHECK(lines.torn() == !tail.empty());
}
