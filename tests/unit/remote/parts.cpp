// SPDX-License-Identifier: Apache-2.0
#include "remote/parts.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace pcrs::remote;

namespace {

std::vector<std::string> md5s_of(const std::string& text, std::uint64_t part_bytes,
                                 std::string* sha256 = nullptr) {
  pcrs::MemorySource source(pcrs::as_bytes(text), "memory");
  Parts parts(source, part_bytes);
  while (parts.next()) {
  }
  if (sha256 != nullptr) *sha256 = parts.sha256();
  return parts.md5s();
}

}  // namespace

TEST_CASE("a source is cut, each part and the whole digested") {
  std::string sha256;
  const auto md5s = md5s_of("abcdefgh", 3, &sha256);
  REQUIRE(md5s.size() == 3);
  CHECK(md5s[0] == "900150983cd24fb0d6963f7d28e17f72");  // md5 of abc
  CHECK(sha256 == pcrs::store::sha256_text("abcdefgh"));
  CHECK(md5s_of("abcdef", 3).size() == 2);
  CHECK(md5s_of("", 3).size() == 1);
}

TEST_CASE("a source is digested as it would be cut, and not held") {
  for (const std::string& text : {std::string(), std::string("abc"), std::string(5'000'003, 'x')})
    for (const std::uint64_t part : {std::uint64_t{3}, std::uint64_t{1'500'000}, std::uint64_t{9'000'000}}) {
      if (text.size() / part > 100) continue;
      pcrs::MemorySource source(pcrs::as_bytes(text), "memory");
      std::string sha256;
      CHECK(digest_source(source, part).md5s == md5s_of(text, part, &sha256));
      CHECK(digest_source(source, part).sha256 == sha256);
    }
  pcrs::MemorySource empty(pcrs::as_bytes(""), "memory");
  CHECK(digest_source(empty, 0).md5s == md5s_of("", 3));
}

TEST_CASE("the ETags that servers make of parts") {
  // printf 'abc' | md5sum; printf 'def' | md5sum; the two in binary, and in hex, through md5sum
  const std::vector<std::string> md5s{"900150983cd24fb0d6963f7d28e17f72", "4ed9407630eb1000c0f6b63842defa7d"};
  CHECK(s3_etag({md5s[0]}, false) == md5s[0]);
  CHECK(s3_etag(md5s, true) == "4c8e93283780e078db9e0c6b9b3f8043-2");
  CHECK(slo_etag(md5s) == "93b0859d4cd626c28d2a4ff21683dd96");
}

TEST_CASE("parts grow only where there would be too many") {
  constexpr std::uint64_t mib = 1 << 20;
  CHECK(part_bytes_for(650'000'000, 8 * mib, 1000) == 8 * mib);
  CHECK(part_bytes_for(1000 * 8 * mib, 8 * mib, 1000) == 8 * mib);
  CHECK(part_bytes_for(1000 * 8 * mib + 1, 8 * mib, 1000) == 9 * mib);
  CHECK(part_bytes_for(0, 8 * mib, 1000) == 8 * mib);
}
