// SPDX-License-Identifier: Apache-2.0
#include "store/signature.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "base/error.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;
using Bio = std::unique_ptr<BIO, Free>;

// An encrypted key must fail here: the default asks the terminal for a passphrase, and cron has none.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

Key private_of(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
}

Key public_of(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr));
}

Key checked(Key key, const fs::path& file, const std::string& wanted) {
  ERR_clear_error();
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519)
    throw_usage(file.string(), "is not " + wanted +
                                   " in PEM without passphrase; make one with: openssl genpkey -algorithm "
                                   "ed25519 -out key.pem");
  return key;
}

Key any_key(const fs::path& file) {
  const std::string pem = read_file(file);
  Key key = private_of(pem);
  return checked(key ? std::move(key) : public_of(pem), file, "an Ed25519 key");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string sign(const fs::path& private_key, std::string_view text) {
  const Key key = checked(private_of(read_file(private_key)), private_key, "an Ed25519 private key");
  const Context context(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  std::size_t length = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     bytes_of(text), text.size()) != 1)
    throw_failed(private_key.string(), "OpenSSL cannot sign with it");
  signature.resize(length);
  return signature;
}

std::string public_key_pem(const fs::path& file) {
  const Key key = any_key(file);
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1)
    throw_failed(file.string(), "OpenSSL cannot write its public half");
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

bool signature_holds(const fs::path& file, std::string_view text, std::string_view signature) {
  const Key key = any_key(file);
  const Context context(EVP_MD_CTX_new());
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1)
    throw_failed(file.string(), "OpenSSL cannot verify with it");
  const bool holds = EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                                      text.size()) == 1;
  ERR_clear_error();
  return holds;
}

}  // namespace pcrs::store
