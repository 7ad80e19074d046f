// SPDX-License-Identifier: Apache-2.0
#include "store/tar.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "base/error.hpp"
#include "scratch.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::store;
namespace fs = std::filesystem;

namespace {

struct Seen : TarVisitor {
  struct Member {
    TarMember member;
    std::uint64_t offset;
    std::string content;
  };
  std::vector<Member> members;
  void begin(const TarMember& member, std::uint64_t offset) override {
    members.push_back({member, offset, {}});
  }
  void content(Bytes bytes) override { members.back().content += as_text(bytes); }
  void end() override {}
};

TarMember file(std::string path, std::size_t size, std::int64_t mtime_ns = 1'700'000'000'000'000'000) {
  return {std::move(path), TarKind::file, size, mtime_ns, 0640, {}};
}

// Names and times that ustar alone cannot hold.
std::vector<TarMember> odd_members() {
  std::string deep = "bloc";
  for (int i = 0; i < 30; ++i) deep += "/dossier numéro " + std::to_string(i);
  return {{"bloc", TarKind::folder, 0, 1'600'000'000'123'456'789, 0750, {}},
          file("bloc/a.txt", 5),
          file("bloc/nfc \xC3\xA9t\xC3\xA9.txt", 5, 1'700'000'000'000'000'001),
          file("bloc/nfd e\xCC\x81te\xCC\x81.txt", 5),
          file("bloc/latin1 \xE9.txt", 5),
          file("bloc/line\nend", 5),
          file("bloc/before 1970", 5, -1'500'000'000),
          file(std::string("bloc/") + std::string(95, 'x'), 5),
          file(std::string("bloc/") + std::string(96, 'y'), 5),
          file(deep + "/photo.tif", 5),
          {"bloc/link", TarKind::link, 0, 1'700'000'000'500'000'000, 0777, "a.txt"},
          {"bloc/long link", TarKind::link, 0, 1'700'000'000'000'000'000, 0777, std::string(150, 'z')},
          file("bloc/nothing", 0)};
}

std::string write(const std::vector<TarMember>& members, MemorySink& sink) {
  TarWriter writer(sink);
  for (const TarMember& member : members) {
    writer.begin(member);
    if (member.size_bytes > 0) writer.write(as_bytes("hello"));
  }
  return writer.finish();
}

}  // namespace

TEST_CASE("a tar reads back as it was written, and its size was known before") {
  MemorySink sink;
  const auto members = odd_members();
  const std::string digest = write(members, sink);
  MemorySource source(sink.bytes(), "memory");
  CHECK(digest == sha256_source(source));
  std::uint64_t expected = tar_end_bytes;
  for (const TarMember& member : members) expected += tar_member_bytes(member);
  CHECK(expected == sink.bytes().size());
  Seen seen;
  CHECK(read_tar(source, seen) == digest);
  REQUIRE(seen.members.size() == members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    INFO(members[i].path);
    CHECK(seen.members[i].member.path == members[i].path);
    CHECK(seen.members[i].member.target == members[i].target);
    CHECK(seen.members[i].member.mtime_ns == members[i].mtime_ns);
    CHECK(seen.members[i].member.mode == members[i].mode);
    CHECK(seen.members[i].content == (members[i].size_bytes > 0 ? "hello" : ""));
    CHECK(as_text(Bytes(sink.bytes()).subspan(seen.members[i].offset, members[i].size_bytes)) ==
          seen.members[i].content);
  }
}

TEST_CASE("GNU tar restores names, times and modes of ours") {
  const Scratch scratch;
  MemorySink sink;
  const auto members = odd_members();
  write(members, sink);
  write_file(scratch / "odd.tar", as_text(sink.bytes()));
  for (const std::string locale : {"C", "C.UTF-8"}) {
    const fs::path into = scratch / locale;
    fs::create_directory(into);
    const std::string command = "LC_ALL=" + locale + " tar -xpf '" + (scratch / "odd.tar").string() +
                                "' -C '" + into.string() + "' 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);
    for (const TarMember& member : members) {
      INFO(member.path);
      struct stat status = {};
      REQUIRE(::lstat((into / member.path).c_str(), &status) == 0);
      CHECK(status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec == member.mtime_ns);
      if (member.kind == TarKind::link)
        CHECK(fs::read_symlink(into / member.path) == member.target);
      else
        CHECK((status.st_mode & 07777U) == member.mode);
      if (member.kind == TarKind::file) CHECK(fs::file_size(into / member.path) == member.size_bytes);
    }
  }
}

TEST_CASE("a size beyond 8 GiB stands in a pax header") {
  const std::uint64_t size = std::uint64_t{9} << 30U;
  const std::string header = tar_header(file("large.tif", size));
  CHECK(header.size() == 3 * tar_block_bytes);
  CHECK(header.find("19 size=9663676416\n") != std::string::npos);
  CHECK(tar_member_bytes(file("large.tif", size)) == size + header.size());
}

TEST_CASE("a member that could not be read to its end is filled with zeros") {
  MemorySink sink;
  TarWriter writer(sink);
  const std::uint64_t offset = writer.begin(file("cut", 1'000'000));
  writer.write(as_bytes("start"));
  CHECK(writer.missing_bytes() == 999'995);
  CHECK_THROWS_AS(writer.begin(file("next", 1)), Error);
  writer.fill();
  writer.finish();
  CHECK(offset == tar_block_bytes);
  Seen seen;
  MemorySource source(sink.bytes(), "memory");
  read_tar(source, seen);
  REQUIRE(seen.members.size() == 1);
  CHECK(seen.members[0].content == "start" + std::string(999'995, '\0'));
}

TEST_CASE("a damaged tar is refused wherever the damage is in its structure") {
  MemorySink sink;
  write(odd_members(), sink);
  const std::vector<std::byte> good = sink.bytes();
  const auto read = [](std::vector<std::byte> bytes) {
    MemorySource source(bytes, "memory");
    Seen seen;
    return read_tar(source, seen);
  };
  for (std::size_t cut : {std::size_t{0}, std::size_t{100}, good.size() / 2, good.size() - 1})
    CHECK_THROWS_AS(read({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(cut)}), Error);
  std::vector<std::byte> longer = good;
  longer.resize(good.size() + 512);
  CHECK_THROWS_AS(read(longer), Error);
  // A flipped byte changes the digest at least, and never crashes the reader.
  MemorySource whole(good, "memory");
  const std::string digest = sha256_source(whole);
  for (std::size_t at = 0; at < good.size(); at += 37) {
    auto bad = good;
    bad[at] ^= std::byte{0x55};
    std::string seen;
    try {
      seen = read(bad);
    } catch (const Error& error) {
      seen = error.where();
    }
    CHECK(seen != digest);
  }
}
