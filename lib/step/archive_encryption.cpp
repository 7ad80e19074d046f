// SPDX-License-Identifier: Apache-2.0
#include "step/archive_encryption.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "step/archive_context.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Type and key of an ssh key, without the comment behind.
std::string without_comment(const std::string& key) {
  if (!key.starts_with("ssh-")) return key;
  const auto words = split(key, ' ');
  return words[0] + " " + (words.size() > 1 ? words[1] : "");
}

void add(store::Encryption& encryption, const std::string& key, const std::string& where) {
  const auto& known = encryption.recipients;
  if (std::find(known.begin(), known.end(), key) != known.end())
    throw_failed(where, "the key " + key + " is given twice");
  encryption.recipients.push_back(key);
}

// A file of age: a key a line, comments after '#'.
void add_file(store::Encryption& encryption, const fs::path& file) {
  for (const std::string& line : split(store::read_file(file), '\n')) {
    const std::string key(trim(line));
    if (key.find("AGE-SECRET-KEY-") != std::string::npos || key.find("PRIVATE KEY") != std::string::npos)
      throw_failed(file.string(), "holds a secret key: give a file of public ones");
    if (!key.empty() && key.front() != '#') add(encryption, without_comment(key), file.string());
  }
}

void add_recipient(store::Encryption& encryption, const chantier::Recipient& recipient) {
  const fs::path& file = recipient.file;
  std::error_code error;
  if (!file.empty() && !fs::is_regular_file(file, error))
    throw_failed(file.string(),
                 encryption.coding == store::Coding::gpg
                     ? "there is no such file; expected one with a public key (gpg --export)"
                     : "is neither a key (age1…, ssh-ed25519…, ssh-rsa…) nor a file that holds some");
  if (file.empty()) return add(encryption, without_comment(recipient.key), "");
  if (encryption.coding == store::Coding::age) return add_file(encryption, file);
  add(encryption, store::gpg_fingerprint(file, encryption.scratch), file.string());
  encryption.key_files.push_back(file);
}

void try_out(const store::Encryption& encryption) {
  MemorySink nowhere;
  store::EncryptingSink sink(encryption, nowhere);
  sink.write(as_bytes("x"));
  sink.finish();
}

}  // namespace

store::Encryption encryption_of(const chantier::Chantier& chantier) {
  const chantier::Cold& cold = chantier.cold;
  store::Encryption encryption;
  encryption.scratch = chantier.work;
  if (cold.encryption.empty()) return encryption;
  encryption.coding = cold.encryption == "age" ? store::Coding::age : store::Coding::gpg;
  const std::string where = chantier.where("cold.recipients");
  try {
    for (const chantier::Recipient& recipient : cold.recipients) add_recipient(encryption, recipient);
    if (encryption.recipients.size() < 2)
      throw_failed("", std::string("cold.recipients ") + chantier::lone_key);
    try_out(encryption);
  } catch (const Error& error) {
    rethrow_interrupt(error);
    throw_usage(where, error.what());
  }
  return encryption;
}

std::string keys_text(const std::vector<std::string>& recipients) {
  std::string text = "any of these keys opens it: ";
  for (const std::string& recipient : recipients)
    text += (recipient == recipients[0] ? "" : ", ") + recipient;
  return text;
}

void check_identity(const std::optional<fs::path>& identity) {
  std::error_code error;
  if (!identity) return;
  if (identity->string().find("AGE-SECRET-KEY-") != std::string::npos)
    throw_usage("--identity",
                "expects the file that holds the key; the key itself shows in the list of processes");
  if (!fs::exists(*identity, error))
    throw_usage("--identity " + identity->string(),
                "there is none; expected a file with an age or ssh key, or a folder of gpg");
}

}  // namespace pcrs::step::archive
