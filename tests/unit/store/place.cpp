// SPDX-License-Identifier: Apache-2.0
#include "store/place.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <vector>

#include "base/error.hpp"
#include "scratch.hpp"
#include "store/digest.hpp"

using namespace pcrs;
using namespace pcrs::store;
namespace fs = std::filesystem;

namespace {

ErrorKind kind_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("no error");
  return ErrorKind::usage;
}

PutResult put(Place& place, const std::string& key, const std::string& text) {
  MemorySource source(as_bytes(text), "memory");
  return place.put(key, source, sha256_text(text), 1'700'000'000);
}

std::vector<std::string> keys(Place& place, const std::string& prefix) {
  std::vector<std::string> found;
  place.list(prefix, [&](const ObjectInfo& info) { found.push_back(info.key); });
  return found;
}

// Gives other bytes than its digest promises.
class LyingSource : public MemorySource {
 public:
  LyingSource() : MemorySource(as_bytes("altered"), "delivery/a.tif") {}
};

// Another process copies under the same key while this one reads.
class RacedSource : public MemorySource {
 public:
  RacedSource(Place& place, std::string theirs)
      : MemorySource(as_bytes("one"), "memory"), m_place(place), m_theirs(std::move(theirs)) {}
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset == 0) put(m_place, "a.tif", m_theirs);
    return MemorySource::read_at(offset, into);
  }

 private:
  Place& m_place;
  std::string m_theirs;
};

}  // namespace

TEST_CASE("an object goes in whole, verified, with its date and mode, and comes out the same") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  const mode_t old = ::umask(0077);
  const PutResult result = put(*place, "lot/lossless/2026/a.tif", "pixels");
  ::umask(old);
  CHECK(result.size_bytes == 6);
  CHECK(result.sha256 == sha256_text("pixels"));
  CHECK(result.verified.find("read back") != std::string::npos);
  const auto info = place->stat("lot/lossless/2026/a.tif");
  REQUIRE(info);
  CHECK(info->size_bytes == 6);
  CHECK(info->modified == 1'700'000'000);
  struct stat status = {};
  REQUIRE(::stat((dir / "lot/lossless/2026/a.tif").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0644U);
  REQUIRE(::stat((dir / "lot").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0755U);
  CHECK(sha256_source(*place->open("lot/lossless/2026/a.tif")) == result.sha256);
  CHECK(place->local_path("x/y") == dir / "x/y");
  CHECK(place->free_bytes() > 0);
}

TEST_CASE("objects never change") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  put(*place, "a.tif", "one");
  const auto before = fs::last_write_time(dir / "a.tif");
  CHECK(put(*place, "a.tif", "one").verified.starts_with("fsync"));
  CHECK(fs::last_write_time(dir / "a.tif") == before);
  CHECK(kind_of([&] { put(*place, "a.tif", "two"); }) == ErrorKind::failed);
  CHECK(read_file(dir / "a.tif") == "one");
}

TEST_CASE("two that copy the same object at once both succeed; other bytes are refused") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  RacedSource same(*place, "one"), other(*place, "two");
  CHECK(place->put("a.tif", same, sha256_text("one"), 0).verified.starts_with("fsync"));
  place->remove("a.tif");
  CHECK(kind_of([&] { place->put("a.tif", other, sha256_text("one"), 0); }) == ErrorKind::failed);
  CHECK(read_file(dir / "a.tif") == "two");
}

TEST_CASE("bytes that are not those of the record leave nothing behind") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  LyingSource source;
  CHECK(kind_of([&] { place->put("a.tif", source, sha256_text("promised"), 0); }) == ErrorKind::failed);
  CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("a key cannot leave its place") {
  const Scratch dir;
  fs::create_directory(dir / "root");
  const auto place = open_folder_place("nas", dir / "root");
  for (const std::string& key :
       {std::string(""), std::string("/etc/passwd"), std::string("../out"), std::string("a/../../out"),
        std::string("a//b"), std::string("a/"), std::string("./a"), std::string("a\0b", 3),
        std::string(".a.h.1.2.3.pcrs-tmp")}) {
    CHECK(kind_of([&] { put(*place, key, "x"); }) == ErrorKind::failed);
    CHECK(kind_of([&] { place->stat(key); }) == ErrorKind::failed);
    CHECK(kind_of([&] { place->remove(key); }) == ErrorKind::failed);
  }
  CHECK(kind_of([&] { keys(*place, "../"); }) == ErrorKind::failed);
  CHECK_FALSE(fs::exists(dir / "out"));
}

TEST_CASE("a place that is not mounted is never made, and never looks empty") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir / "mnt/share");
  CHECK(kind_of([&] { place->check_online(); }) == ErrorKind::retry);
  CHECK(kind_of([&] { put(*place, "a", "x"); }) == ErrorKind::retry);
  CHECK(kind_of([&] { place->stat("a"); }) == ErrorKind::retry);
  CHECK(kind_of([&] { keys(*place, ""); }) == ErrorKind::retry);
  CHECK(kind_of([&] { place->open("a"); }) == ErrorKind::retry);
  CHECK(kind_of([&] { place->free_bytes(); }) == ErrorKind::retry);
  CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("keys are listed in the order of their bytes, by prefix, without temporaries") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  for (const char* key : {"a/b", "a-b", "a/c/d", "a0", "b", "a/bc"}) put(*place, key, key);
  write_file(dir / "a/.x.tif.other-host.12.34.0.pcrs-tmp", "torn");
  CHECK(keys(*place, "") == std::vector<std::string>{"a-b", "a/b", "a/bc", "a/c/d", "a0", "b"});
  CHECK(keys(*place, "a/b") == std::vector<std::string>{"a/b", "a/bc"});
  CHECK(keys(*place, "a/c") == std::vector<std::string>{"a/c/d"});
  CHECK(keys(*place, "a/c/") == std::vector<std::string>{"a/c/d"});
  CHECK(keys(*place, "zz/").empty());
  CHECK(keys(*place, "b/").empty());
}

TEST_CASE("what is missing is absent to stat and remove, and an error to open") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path());
  put(*place, "a", "x");
  CHECK_FALSE(place->stat("b"));
  CHECK_FALSE(place->stat("a/b"));
  CHECK(kind_of([&] { place->open("b"); }) == ErrorKind::failed);
  place->remove("b");
  place->remove("a");
  CHECK_FALSE(place->stat("a"));
}

TEST_CASE("a dry run checks the source and writes nothing") {
  const Scratch dir;
  const auto place = open_folder_place("nas", dir.path(), WriteMode::dry_run);
  CHECK(put(*place, "a/b", "x").verified == "dry run: nothing written");
  LyingSource source;
  CHECK(kind_of([&] { place->put("a.tif", source, sha256_text("promised"), 0); }) == ErrorKind::failed);
  CHECK(fs::is_empty(dir.path()));
}
