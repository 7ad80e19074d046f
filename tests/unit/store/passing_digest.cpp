// SPDX-License-Identifier: Apache-2.0
#include "store/passing_digest.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::store;

namespace {

struct Folder {
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("pcrs-passing-" + std::to_string(::getpid()));
};

std::string text_of(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

}  // namespace

TEST_CASE("a digest that follows a reader is that of the whole file") {
  const Folder folder;
  const auto path = folder.path / "dalle";
  const std::string text = text_of(700'001);
  write_file(path, text);
  FollowingDigest digest(path);
  for (const double share : {0.0, 0.3, 0.2, 0.99}) digest.follow(share);
  CHECK(digest.finish_hex() == sha256_text(text));
  FollowingDigest at_once(path);
  CHECK(at_once.finish_hex() == sha256_text(text));
}

TEST_CASE("what is appended while the reader is at work changes the digest") {
  const Folder folder;
  const auto path = folder.path / "dalle";
  write_file(path, text_of(1000));
  FollowingDigest digest(path);
  digest.follow(1);
  std::ofstream(path, std::ios::app) << "more";
  CHECK(digest.finish_hex() == sha256_text(text_of(1000) + "more"));
}

TEST_CASE("a digest of what is written in order, and none where it is not") {
  MemorySink sink;
  SequentialDigest in_order(sink);
  in_order.write(as_bytes("abc"));
  in_order.write_at(3, as_bytes("def"));
  CHECK(in_order.finish_hex() == sha256_text("abcdef"));
  MemorySink other;
  SequentialDigest jumping(other);
  jumping.write_at(3, as_bytes("def"));
  jumping.write_at(0, as_bytes("abc"));
  CHECK_FALSE(jumping.finish_hex());
  CHECK(as_text(other.bytes()) == "abcdef");
}
