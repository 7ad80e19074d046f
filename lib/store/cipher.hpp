// SPDX-License-Identifier: Apache-2.0
// Encrypted tars of the definitive storage: age and OpenPGP, made and read by the stock programs `age` and
// `gpg` as streams. FORMAT.md says what is encrypted and what stays in clear.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "store/digest.hpp"
#include "store/program.hpp"
#include "store/scratch_folder.hpp"

namespace pcrs::store {

/// `none`: the tar as it is.
enum class Coding { none, age, gpg };
/// By the ending of its name: `NAME.tar`, `NAME.tar.age`, `NAME.tar.gpg`; nothing for another name.
std::optional<Coding> coding_of(std::string_view tar);
std::string coding_name(Coding coding);  ///< `age`, `gpg`, empty
/// The name of a tar without `.tar` and what follows.
std::string tar_stem(std::string_view tar);

/// To whom tars are encrypted: each of the recipients can open them alone.
struct Encryption {
  Coding coding = Coding::none;
  /// As people compare them: `age1…`, `ssh-ed25519 AAAA…`, fingerprints of OpenPGP keys.
  std::vector<std::string> recipients;
  std::vector<std::filesystem::path> key_files;  ///< gpg: the public key of each recipient
  std::filesystem::path scratch;                 ///< gpg keeps house below it while it works
  bool on() const { return coding != Coding::none; }
};
/// The most that the file of a plain tar of that size is larger by.
std::uint64_t cipher_overhead_bytes(const Encryption& encryption, std::uint64_t plain_bytes);
/// The fingerprint of the one OpenPGP key in a file. Throws Error (failed) at the file when there is another
/// number of them.
std::string gpg_fingerprint(const std::filesystem::path& file, const std::filesystem::path& scratch);

struct StoredFile {
  std::string sha256;
  std::uint64_t size_bytes = 0;
};

/// Passes bytes through the program to `next`, and digests what comes out. Throws Error (failed) with the
/// program's words, or as `next` does.
class EncryptingSink : public ByteSink {
 public:
  EncryptingSink(const Encryption& encryption, ByteSink& next);
  void write(Bytes bytes) override;
  /// All of it is in `next`, and the program ended well.
  StoredFile finish();

 private:
  [[noreturn]] void fail();

  std::optional<ScratchFolder> m_home;
  HashingSink m_next;
  std::vector<std::byte> m_buffer;
  std::optional<Program> m_program;
};

/// The plain tar of an encrypted one, read forwards: reading before what was read last starts again, so keep
/// to the order of the bytes. Throws Error (failed) at the name of `cipher` with the program's words.
class DecryptingSource : public ByteSource {
 public:
  /// `identity`: a file with an age or ssh key; for gpg the reader's GNUPGHOME, without one the usual.
  DecryptingSource(std::unique_ptr<ByteSource> cipher, Coding coding,
                   std::optional<std::filesystem::path> identity);
  /// Not known before the end: the largest there is.
  std::uint64_t size() const override { return ~std::uint64_t{0}; }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override;
  std::string name() const override { return m_cipher->name(); }
  /// The key was the right one: something came out.
  bool opened() const { return m_opened; }

 private:
  void start();
  std::size_t next(std::span<std::byte> into);
  void end();

  std::unique_ptr<ByteSource> m_cipher;
  const Coding m_coding;
  const std::optional<std::filesystem::path> m_identity;
  std::optional<Program> m_program;
  std::vector<std::byte> m_input_buffer, m_passed;
  Bytes m_input;
  std::uint64_t m_fed = 0, m_at = 0;
  std::uint64_t m_broken_at = ~std::uint64_t{0};
  std::string m_fault;
  bool m_opened = false;
};

}  // namespace pcrs::store
