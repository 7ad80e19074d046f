// SPDX-License-Identifier: Apache-2.0
#include "store/cipher.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
constexpr std::uint64_t age_chunk_bytes = 64 << 10, age_tag_bytes = 16;
// What a recipient takes of the header: 100 bytes for an age key, 700 for an RSA one of 4096 bits.
constexpr std::uint64_t recipient_bytes = 4 << 10, header_bytes = 512;
// gpg spends two bytes on each 8 KiB; four times that leaves room for other versions.
constexpr std::uint64_t gpg_share = 1024;

// Keys come from files alone, whatever keys and settings the account has; nobody is asked anything.
std::vector<std::string> gpg_words(const fs::path& home) {
  return {"gpg",      "--homedir", home.string(),    "--no-options",           "--batch",
          "--no-tty", "--quiet",   "--no-autostart", "--no-permission-warning"};
}

std::vector<std::string> encrypting(const Encryption& encryption, const fs::path& home) {
  std::vector<std::string> words{"age", "--encrypt"};
  if (encryption.coding == Coding::age) {
    for (const std::string& recipient : encryption.recipients)
      words.insert(words.end(), {"--recipient", recipient});
    return words;
  }
  words = gpg_words(home);
  words.insert(words.end(), {"--trust-model", "always", "--compress-algo", "none"});
  for (const fs::path& file : encryption.key_files)
    words.insert(words.end(), {"--recipient-file", file.string()});
  words.emplace_back("--encrypt");
  return words;
}

std::vector<std::string> decrypting(Coding coding, const std::optional<fs::path>& identity) {
  if (coding == Coding::age) return {"age", "--decrypt", "--identity", identity.value_or("").string()};
  std::vector<std::string> words{"gpg", "--batch", "--quiet"};
  if (identity) words.insert(words.end(), {"--homedir", identity->string()});
  words.emplace_back("--decrypt");
  return words;
}

}  // namespace

std::optional<Coding> coding_of(std::string_view tar) {
  for (const Coding coding : {Coding::none, Coding::age, Coding::gpg})
    if (tar.ends_with(coding == Coding::none ? ".tar" : ".tar." + coding_name(coding))) return coding;
  return std::nullopt;
}

std::string coding_name(Coding coding) {
  return coding == Coding::age ? "age" : coding == Coding::gpg ? "gpg" : "";
}

std::string tar_stem(std::string_view tar) {
  return std::string(tar.substr(0, tar.rfind(".tar")));
}

std::uint64_t cipher_overhead_bytes(const Encryption& encryption, std::uint64_t plain_bytes) {
  if (!encryption.on()) return 0;
  const std::uint64_t body = encryption.coding == Coding::age
                                 ? (plain_bytes / age_chunk_bytes + 1) * age_tag_bytes
                                 : plain_bytes / gpg_share;
  return body + header_bytes + recipient_bytes * encryption.recipients.size();
}

std::string gpg_fingerprint(const fs::path& file, const fs::path& scratch) {
  const ScratchFolder home(scratch, "gpg");
  auto words = gpg_words(home.path());
  words.insert(words.end(), {"--with-colons", "--show-keys", file.string()});
  std::string fingerprint;
  int keys = 0;
  for (const std::string& line : split(output_of(std::move(words), file.string()), '\n')) {
    const auto fields = split(line, ':');
    if (fields[0] == "pub" || fields[0] == "sec") ++keys;
    if (fields[0] == "fpr" && fields.size() > 9 && fingerprint.empty()) fingerprint = fields[9];
    if (fields[0] == "sec") throw_failed(file.string(), "holds a secret key: give the public one alone");
  }
  if (keys != 1) throw_failed(file.string(), "holds " + std::to_string(keys) + " OpenPGP keys; expected one");
  return fingerprint;
}

EncryptingSink::EncryptingSink(const Encryption& encryption, ByteSink& next)
    : m_next(next), m_buffer(chunk_bytes) {
  if (encryption.coding == Coding::gpg) m_home.emplace(encryption.scratch, "gpg");
  m_program.emplace(encrypting(encryption, m_home ? m_home->path() : fs::path()));
}

void EncryptingSink::fail() {
  const std::string fault = m_program->wait();
  throw_failed(m_program->name(), (fault.empty() ? "ended too early" : fault) +
                                      "; nothing can be encrypted until that is mended");
}

void EncryptingSink::write(Bytes bytes) {
  while (!bytes.empty()) {
    const std::size_t got = m_program->exchange(bytes, m_buffer);
    if (m_program->ended()) fail();
    m_next.write(Bytes(m_buffer).first(got));
  }
}

StoredFile EncryptingSink::finish() {
  m_program->end_input();
  for (Bytes none; !m_program->ended();)
    m_next.write(Bytes(m_buffer).first(m_program->exchange(none, m_buffer)));
  if (!m_program->wait().empty()) fail();
  const std::uint64_t size = m_next.size_bytes();
  return {m_next.finish_hex(), size};
}

DecryptingSource::DecryptingSource(std::unique_ptr<ByteSource> cipher, Coding coding,
                                   std::optional<fs::path> identity)
    : m_cipher(std::move(cipher)),
      m_coding(coding),
      m_identity(std::move(identity)),
      m_input_buffer(chunk_bytes) {}

void DecryptingSource::start() {
  m_program.reset();
  m_program.emplace(decrypting(m_coding, m_identity));
  m_input = {};
  m_fed = m_at = 0;
}

// The program has said all. What it gave before a fault stands; nothing behind it can be had.
void DecryptingSource::end() {
  const std::string fault = m_program->wait();
  if (fault.empty()) return;
  m_broken_at = m_at;
  m_fault = (m_opened ? "cannot be decrypted beyond byte " + std::to_string(m_at) + " of its tar: "
                      : "cannot be opened: ") +
            m_program->name() + ": " + fault;
}

std::size_t DecryptingSource::next(std::span<std::byte> into) {
  while (!m_program->ended()) {
    if (m_input.empty()) {
      const std::size_t got = m_cipher->read_at(m_fed, m_input_buffer);
      m_fed += got;
      m_input = Bytes(m_input_buffer).first(got);
      if (got == 0) m_program->end_input();
    }
    const std::size_t given = m_program->exchange(m_input, into);
    m_at += given;
    m_opened = m_opened || given > 0;
    if (given > 0) return given;
  }
  end();
  return 0;
}

std::size_t DecryptingSource::read_at(std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= m_broken_at) throw_failed(name(), m_fault);
  if (!m_program || offset < m_at) start();
  while (m_at < offset) {
    m_passed.resize(chunk_bytes);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(offset - m_at, m_passed.size()));
    if (next(std::span(m_passed).first(wanted)) == 0) break;
  }
  std::size_t done = 0;
  while (m_at == offset + done && done < into.size()) {
    const std::size_t got = next(into.subspan(done));
    if (got == 0) break;
    done += got;
  }
  if (done == 0 && !m_fault.empty()) throw_failed(name(), m_fault);
  return done;
}

}  // namespace pcrs::store
