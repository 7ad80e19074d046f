// SPDX-License-Identifier: Apache-2.0
#include "remote/payload.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "base/error.hpp"

using Catch::Matchers::Contains;
using pcrs::remote::Payload;

namespace {

pcrs::MemorySource source_of(std::string_view text) {
  return {pcrs::as_bytes(text), "memory"};
}

std::string read_all(Payload& payload) {
  std::string text;
  std::array<std::byte, 3> piece{};
  while (text.size() < payload.size()) {
    const std::size_t got = payload.read_at(text.size(), piece);
    text += pcrs::as_text(std::span(piece).first(got));
  }
  return text;
}

}  // namespace

TEST_CASE("what goes by is digested, and anew when it is sent again") {
  pcrs::MemorySource source = source_of("abc");
  std::vector<std::string> told;
  Payload payload(source, [&](const std::string& sha256) { told.push_back(sha256); });
  std::array<std::byte, 2> some{};
  CHECK(payload.read_at(0, some) == 2);
  CHECK(payload.md5().empty());
  CHECK(told.empty());
  for (int tried = 0; tried < 2; ++tried) {
    CHECK(read_all(payload) == "abc");
    CHECK(payload.md5() == "900150983cd24fb0d6963f7d28e17f72");
  }
  CHECK(told == std::vector<std::string>(2, pcrs::store::sha256_text("abc")));
}

TEST_CASE("the last bytes of a wrong source are never handed out") {
  pcrs::MemorySource source = source_of("abcdefgh");
  Payload payload(source,
                  [](const std::string&) { pcrs::throw_failed("memory", "is not what it should be"); });
  std::array<std::byte, 3> piece{};
  CHECK(payload.read_at(0, piece) == 3);
  CHECK(payload.read_at(3, piece) == 3);
  CHECK_THROWS_WITH(payload.read_at(6, piece), Contains("not what it should be"));
}

TEST_CASE("an empty source is judged before anything is sent") {
  pcrs::MemorySource source = source_of("");
  CHECK_THROWS_AS(Payload(source, [](const std::string&) { pcrs::throw_failed("memory", "wrong"); }),
                  pcrs::Error);
  Payload payload(source, [](const std::string& found) { CHECK(found == pcrs::store::sha256_text("")); });
  CHECK(payload.md5() == "d41d8cd98f00b204e9800998ecf8427e");
}

TEST_CASE("a source that ends early, and reading out of order") {
  struct Short : pcrs::MemorySource {
    using MemorySource::MemorySource;
    std::uint64_t size() const override { return 5; }
  };
  Short source(pcrs::as_bytes("abc"), "memory");
  Payload payload(source, [](const std::string&) { FAIL("judged before its end"); });
  CHECK_THROWS_WITH(read_all(payload), Contains("ended early"));
  std::array<std::byte, 2> piece{};
  CHECK_THROWS_AS(payload.read_at(1, piece), pcrs::Error);
}
