// SPDX-License-Identifier: Apache-2.0
// The promises of a place (store/place.hpp), asked of a running server: PCRS_PLACE is its URL. test-place
// starts it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>
#include <vector>

#include "base/error.hpp"
#include "remote/remote_place.hpp"
#include "store/digest.hpp"

using Catch::Matchers::Contains;
using namespace pcrs;

namespace {

constexpr std::size_t three_parts = (11 << 20) + 7;  ///< PCRS_REMOTE_PART is 5 MiB, and so is _WHOLE but once

ObjectUrl url() {
  const char* const text = std::getenv("PCRS_PLACE");
  if (text == nullptr) throw_usage("PCRS_PLACE", "is not set");
  return parse_object_url(text);
}

std::unique_ptr<store::Place> place_at(const ObjectUrl& where,
                                       store::WriteMode mode = store::WriteMode::real) {
  return remote::open_remote_place("intermediate", where, {mode, nullptr});
}

MemorySource random_source(std::size_t bytes, unsigned seed) {
  std::mt19937 engine(seed);
  std::vector<std::byte> data(bytes);
  for (std::byte& one : data) one = static_cast<std::byte>(engine() & 255U);
  return {data, "source-" + std::to_string(seed)};
}

store::PutResult put(store::Place& place, const std::string& key, MemorySource source) {
  return place.put(key, source, store::sha256_source(source), 1'773'454'029);
}

std::vector<std::string> keys_of(store::Place& place, const std::string& prefix) {
  std::vector<std::string> keys;
  place.list(prefix, [&](const store::ObjectInfo& info) { keys.push_back(info.key); });
  return keys;
}

ErrorKind kind_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("no error");
  return ErrorKind::usage;
}

}  // namespace

TEST_CASE("small and large objects come back as they were, with their date") {
  const auto place = place_at(url());
  place->check_online();
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{5}, std::size_t{5 << 20}, three_parts}) {
    const std::string key = "round/" + std::to_string(bytes) + " é+&.tif";
    const store::PutResult result = put(*place, key, random_source(bytes, 1));
    CHECK(result.size_bytes == bytes);
    const auto info = place->stat(key);
    REQUIRE(info);
    CHECK(info->size_bytes == bytes);
    CHECK(info->modified == 1'773'454'029);
    CHECK(info->etag == result.etag);
    const auto source = place->open(key);
    CHECK(source->size() == bytes);
    CHECK(store::sha256_source(*source) == result.sha256);
    CHECK(place->remove_for_good(key).empty());
    CHECK_FALSE(place->stat(key));
    CHECK(place->remove_for_good(key).empty());
  }
  CHECK(keys_of(*place, "round/").empty());
  CHECK(place->is_empty("round/"));
}

TEST_CASE("an object is read from the middle, forwards and back") {
  const auto place = place_at(url());
  MemorySource expected = random_source(three_parts, 2);
  put(*place, "seek", random_source(three_parts, 2));
  const auto source = place->open("seek");
  for (const std::uint64_t at :
       {std::uint64_t{7}, std::uint64_t{6 << 20}, std::uint64_t{3}, std::uint64_t{three_parts - 5}}) {
    std::vector<std::byte> got(100'000), want(100'000);
    const std::size_t count = expected.read_at(at, want);
    CHECK(source->read_at(at, got) == count);
    CHECK(got == want);
  }
  std::vector<std::byte> beyond(1);
  CHECK(source->read_at(three_parts, beyond) == 0);
  place->remove("seek");
}

TEST_CASE("objects never change") {
  const auto place = place_at(url());
  for (const std::size_t bytes : {std::size_t{1000}, three_parts}) {
    const auto first = put(*place, "same", random_source(bytes, 3));
    CHECK_THAT(put(*place, "same", random_source(bytes, 3)).verified, Contains("was there"));
    CHECK_THROWS_WITH(put(*place, "same", random_source(bytes, 4)), Contains("another object"));
    CHECK_THROWS_WITH(put(*place, "same", random_source(bytes - 1, 3)), Contains("another object"));
    CHECK(place->stat("same")->etag == first.etag);
    place->remove("same");
  }
}

TEST_CASE("a source that is not what the record says leaves nothing behind") {
  const auto place = place_at(url());
  for (const std::size_t bytes : {std::size_t{1000}, three_parts}) {
    MemorySource source = random_source(bytes, 5);
    CHECK_THROWS_WITH(place->put("damaged", source, std::string(64, '0'), 0), Contains("source-5"));
    CHECK_FALSE(place->stat("damaged"));
  }
  CHECK(place->unfinished("").empty());
}

TEST_CASE("a source that ends early leaves nothing behind") {
  struct Short : MemorySource {
    using MemorySource::MemorySource;
    std::uint64_t size() const override { return three_parts + 10; }
  };
  const auto place = place_at(url());
  MemorySource whole = random_source(three_parts, 6);
  std::vector<std::byte> bytes(three_parts);
  whole.read_at(0, bytes);
  Short source(bytes, "short");
  CHECK_THROWS_WITH(place->put("short", source, std::string(64, '0'), 0), Contains("ended early"));
  CHECK_FALSE(place->stat("short"));
  CHECK(place->unfinished("").empty());
}

TEST_CASE("lists go over many pages, in order, and hold nothing of others") {
  const auto place = place_at(url());
  ObjectUrl beside = url();
  beside.prefix += "-beside";
  put(*place_at(beside), "list/x", random_source(1, 7));
  constexpr int count = 30;
  for (int i = 0; i < count; ++i) put(*place, "list/" + std::to_string(100 + i), random_source(1, 7));
  put(*place, "list/large", random_source(three_parts, 7));
  const auto keys = keys_of(*place, "list/");
  CHECK(keys.size() == count + 1);
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  std::uint64_t large = 0;
  place->list("list/l", [&](const store::ObjectInfo& info) {
    large = info.size_bytes;
    CHECK(info.etag == place->stat(info.key)->etag);
  });
  CHECK(large == three_parts);
  CHECK_FALSE(place->is_empty("list/"));
  for (const std::string& key : keys) place->remove(key);
  place_at(beside)->remove("list/x");
}

TEST_CASE("what is not there, and keys that cannot be") {
  const auto place = place_at(url());
  CHECK_FALSE(place->stat("nothing/here"));
  CHECK_THROWS_WITH(place->open("nothing/here"), Contains("missing"));
  CHECK_THROWS_WITH(place->stat("../other"), Contains(".."));
  ObjectUrl nowhere = url();
  nowhere.bucket = "no-such-bucket";
  CHECK(kind_of([&] { place_at(nowhere)->check_online(); }) == ErrorKind::failed);
  CHECK(kind_of([&] { place_at(nowhere)->stat("x"); }) == ErrorKind::failed);
}

TEST_CASE("a dry run checks the source and sends nothing") {
  const auto place = place_at(url(), store::WriteMode::dry_run);
  CHECK_THAT(put(*place, "dry", random_source(1000, 8)).verified, Contains("dry run"));
  MemorySource source = random_source(1000, 8);
  CHECK_THROWS_WITH(place->put("dry", source, std::string(64, '0'), 0), Contains("source-8"));
  CHECK_FALSE(place->stat("dry"));
}
