// SPDX-License-Identifier: Apache-2.0
#include "store/digest.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "scratch.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::store;

TEST_CASE("digests of the standards' test vectors") {
  CHECK(sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Hasher sha1(DigestKind::sha1), md5(DigestKind::md5);
  sha1.update(as_bytes("abc"));
  md5.update(as_bytes("abc"));
  CHECK(sha1.finish_hex() == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(md5.finish_hex() == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("a hasher starts afresh, in pieces or whole") {
  Hasher hasher;
  hasher.update(as_bytes("a"));
  hasher.update(as_bytes("bc"));
  CHECK(hasher.finish_hex() == sha256_text("abc"));
  CHECK(hasher.finish_hex() == sha256_text(""));
}

TEST_CASE("files of any size, with or without the cache, give the same") {
  const Scratch dir;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20,
                                 (std::size_t{1} << 20) + 1, std::size_t{70} << 20}) {
    const std::string text(size, 'p');
    write_file(dir / "a", text);
    CHECK(sha256_file(dir / "a") == sha256_text(text));
    CHECK(sha256_file(dir / "a", {true, true}) == sha256_text(text));
  }
  CHECK_THROWS_WITH(sha256_file(dir / "none"), Catch::Contains("none: cannot be read"));
}

TEST_CASE("a tee digests what passes") {
  MemorySink memory;
  HashingSink tee(memory);
  tee.write(as_bytes("ab"));
  tee.write(as_bytes("c"));
  CHECK(tee.size_bytes() == 3);
  CHECK(tee.finish_hex() == sha256_text("abc"));
  CHECK(as_text(memory.bytes()) == "abc");
}
