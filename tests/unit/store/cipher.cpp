// SPDX-License-Identifier: Apache-2.0
#include "store/cipher.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <random>

#include "base/error.hpp"
#include "base/text.hpp"
#include "scratch.hpp"
#include "store/file.hpp"
#include "store/volume_index.hpp"

using namespace pcrs;
using namespace pcrs::store;

namespace {

struct Keys : Scratch {
  Keys() {
    std::signal(SIGPIPE, SIG_IGN);
    for (const char* name : {"one", "two", "other"}) {
      write_file(*this / name, output_of({"age-keygen"}, "age-keygen"));
      recipients.emplace_back(trim(output_of({"age-keygen", "-y", (*this / name).string()}, "age-keygen")));
    }
    recipients.pop_back();
  }
  Encryption encryption() const { return {Coding::age, recipients, {}, path()}; }
  std::vector<std::string> recipients;
};

std::string random_text(std::size_t size) {
  std::mt19937_64 random(size);
  std::string text;
  while (text.size() < size) text += static_cast<char>(random());
  return text;
}

MemorySink encrypted(const Encryption& encryption, const std::string& text) {
  MemorySink memory;
  EncryptingSink sink(encryption, memory);
  for (std::size_t at = 0; at < text.size(); at += 100'001) sink.write(as_bytes(text.substr(at, 100'001)));
  const StoredFile stored = sink.finish();
  CHECK(stored.size_bytes == memory.bytes().size());
  CHECK(stored.sha256 == sha256_text(as_text(memory.bytes())));
  return memory;
}

DecryptingSource opened(const MemorySink& cipher, const std::filesystem::path& identity) {
  return {std::make_unique<MemorySource>(cipher.bytes(), "v/x.tar.age"), Coding::age, identity};
}

std::string read(ByteSource& source, std::uint64_t offset, std::size_t size) {
  std::string text(size, '\0');
  text.resize(source.read_at(offset, std::as_writable_bytes(std::span(text.data(), text.size()))));
  return text;
}

}  // namespace

TEST_CASE("the coding of a tar is in its name") {
  CHECK(coding_of("b-0001.tar") == Coding::none);
  CHECK(coding_of("b-0001.tar.age") == Coding::age);
  CHECK(coding_of("b-0001.tar.gpg") == Coding::gpg);
  CHECK_FALSE(coding_of("b-0001.age"));
  CHECK(tar_stem("b.tar-0001.tar.age") == "b.tar-0001");
  CHECK(tar_stem("b-0001.tar") == "b-0001");
}

TEST_CASE("each recipient opens it alone, a stranger does not") {
  const Keys keys;
  const std::string text = random_text(3'000'000);
  const MemorySink cipher = encrypted(keys.encryption(), text);
  for (const char* name : {"one", "two"}) {
    DecryptingSource source = opened(cipher, keys / name);
    CHECK(read(source, 0, text.size() + 1) == text);
    CHECK(source.opened());
  }
  DecryptingSource source = opened(cipher, keys / "other");
  CHECK_THROWS_WITH(read(source, 0, 1),
                    "v/x.tar.age: cannot be opened: age: error: no identity matched any of the recipients");
  CHECK_FALSE(source.opened());
}

TEST_CASE("it is read forwards, and from the start again where somebody goes back") {
  const Keys keys;
  const std::string text = random_text(2'000'000);
  DecryptingSource source = opened(encrypted(keys.encryption(), text), keys / "one");
  for (const std::size_t at : {5UL, 900'000UL, 1'500'000UL, 10UL, 1'999'990UL})
    CHECK(read(source, at, 1000) == text.substr(at, 1000));
  CHECK(read(source, 2'000'000, 1).empty());
}

TEST_CASE("what stands before a damage is read, and nothing behind it") {
  const Keys keys;
  const std::string text = random_text(2'000'000);
  MemorySink cipher = encrypted(keys.encryption(), text);
  cipher.write_at(1'000'000, as_bytes("X"));
  DecryptingSource source = opened(cipher, keys / "one");
  CHECK(read(source, 0, 900'000) == text.substr(0, 900'000));
  CHECK_THROWS_WITH(read(source, 1'500'000, 10), Catch::Contains("cannot be decrypted beyond byte 983040"));
  CHECK_THROWS_AS(read(source, 1'500'000, 10), Error);
  CHECK(read(source, 100, 900'000) == text.substr(100, 900'000));
}

TEST_CASE("the overhead that is reckoned with is enough, and little") {
  const Keys keys;
  for (const std::size_t size : {0UL, 1UL, 65'536UL, 65'537UL, 3'000'000UL}) {
    const std::uint64_t over = encrypted(keys.encryption(), random_text(size)).bytes().size() - size;
    const std::uint64_t most = cipher_overhead_bytes(keys.encryption(), size);
    CHECK(over <= most);
    CHECK(most <= over + 9000);
  }
  CHECK(cipher_overhead_bytes({}, 1'000'000) == 0);
}

TEST_CASE("the index of an encrypted tar says for whom, and what it was before; an older one is still read") {
  const Scratch scratch;
  IndexRow row;
  row.kind = RowKind::folder;
  row.path = "b/r";
  const IndexHead head{"b", 1, {"age1x", "ssh-ed25519 AA\tA"}, {}};
  write_file(scratch / "new.tsv", index_text(head) + index_line(row) + index_end({"ab", 512}));
  IndexReader reader(scratch / "new.tsv");
  CHECK(reader.next()->path == "b/r");
  CHECK_FALSE(reader.next());
  CHECK(reader.head().recipients == head.recipients);
  CHECK(reader.head().plain.sha256 == "ab");
  CHECK(reader.head().plain.size_bytes == 512);
  CHECK(index_text(head).starts_with("# pcrs-dalles volume index 2\n"));
  CHECK(index_text({"b", 1}).starts_with("# pcrs-dalles volume index 1\n"));
  write_file(scratch / "later.tsv", "# pcrs-dalles volume index 3\n");
  CHECK_THROWS_WITH(IndexReader(scratch / "later.tsv").next(), Catch::Contains("upgrade this machine"));
}
