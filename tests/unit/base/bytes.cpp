// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <catch2/catch.hpp>

using namespace pcrs;

namespace {

// Longer than it said when it was asked.
class GrowingSource : public MemorySource {
 public:
  using MemorySource::MemorySource;
  std::uint64_t size() const override { return 0; }
};

std::string read_whole(ByteSource& source) {
  std::string text;
  read_through(source, [&](Bytes bytes) { text += as_text(bytes); });
  return text;
}

}  // namespace

TEST_CASE("read_through hands on every byte in order") {
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 1'048'575U, 1'048'576U, 1'048'577U, 2'500'000U}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(i * 131 + i / 251);
    MemorySource source(as_bytes(text), "memory");
    CHECK(read_whole(source) == text);
    GrowingSource growing(as_bytes(text), "memory");
    CHECK(read_whole(growing) == text);
  }
}
