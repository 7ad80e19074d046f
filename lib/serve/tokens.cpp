// SPDX-License-Identifier: Apache-2.0
#include "serve/tokens.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "serve/secret.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::serve {

namespace {

constexpr const char* format_name = "pcrs-dalles tokens";
constexpr int version = 1;
constexpr double lock_wait_s = 10;

Json time_json(const std::optional<UnixTime>& time) {
  return time ? Json(utc_text(*time)) : Json();
}

std::optional<UnixTime> time_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? parse_utc(found->get<std::string>()) : std::nullopt;
}

Token token_of(const Json& json) {
  Token token;
  token.id = json.at("id").get<std::string>();
  token.sha256 = json.at("sha256").get<std::string>();
  token.owner = json.at("owner").get<std::string>();
  token.scopes = json.at("scopes").get<std::vector<std::string>>();
  token.created = time_of(json, "created").value_or(0);
  token.expires = time_of(json, "expires");
  token.revoked = time_of(json, "revoked");
  // A date that cannot be read must not make a token eternal.
  if (!json.at("expires").is_null() && !token.expires) token.expires = 0;
  if (!json.at("revoked").is_null() && !token.revoked) token.revoked = 0;
  token.daily_bytes = json.at("daily_bytes").get<std::uint64_t>();
  token.rate_per_minute = json.at("rate_per_minute").get<unsigned>();
  return token;
}

}  // namespace

Json to_json(const Token& token) {
  return {{"id", token.id},
          {"owner", token.owner},
          {"scopes", token.scopes},
          {"created", utc_text(token.created)},
          {"expires", time_json(token.expires)},
          {"revoked", time_json(token.revoked)},
          {"daily_bytes", token.daily_bytes},
          {"rate_per_minute", token.rate_per_minute}};
}

std::vector<Token> TokenStore::load() const {
  std::error_code none;
  if (!fs::exists(file(), none)) return {};
  const Json json = parse_json(store::read_file(file()), file().string());
  std::vector<Token> tokens;
  try {
    if (json.at("format") != format_name || json.at("version") != version)
      throw_failed(file().string(), "is no list of tokens of version 1");
    for (const Json& token : json.at("tokens")) tokens.push_back(token_of(token));
  } catch (const nlohmann::json::exception& error) {
    throw_failed(file().string(), std::string("is no list of tokens: ") + error.what());
  }
  return tokens;
}

void TokenStore::save(const std::vector<Token>& tokens) const {
  Json list = Json::array();
  for (const Token& token : tokens) {
    Json json = to_json(token);
    json["sha256"] = token.sha256;
    list.push_back(json);
  }
  store::write_file(file(), json_text(Json{{"format", format_name}, {"version", version}, {"tokens", list}}));
}

std::string TokenStore::create(Token& token) const {
  store::make_folders(m_folder.parent_path());
  // Owners are people: the folder is for the accounts that publish.
  if (!fs::exists(m_folder) && !store::make_folder(m_folder, 0750) && errno != EEXIST)
    throw_errno(m_folder.string(), "cannot be made");
  const auto lock = store::Lock::wait_range(m_folder / "lock", 0, lock_wait_s);
  std::vector<Token> tokens = load();
  std::string secret = "pcrs_" + random_hex(32);
  token.sha256 = store::sha256_text(secret);
  token.created = now();
  const auto taken = [&] {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Token& other) { return other.id == token.id; });
  };
  do token.id = "t-" + random_hex(4);
  while (taken());
  tokens.push_back(token);
  save(tokens);
  return secret;
}

void TokenStore::revoke(const std::vector<std::string>& ids, UnixTime when) const {
  std::error_code none;
  if (!fs::exists(file(), none)) throw_usage(ids.front(), "there is no such token: none was made yet");
  const auto lock = store::Lock::wait_range(m_folder / "lock", 0, lock_wait_s);
  std::vector<Token> tokens = load();
  for (const std::string& id : ids) {
    const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token& t) { return t.id == id; });
    if (token == tokens.end()) throw_usage(id, "there is no such token; pcrs-publish token list shows them");
    if (!token->revoked) token->revoked = when;
  }
  save(tokens);
}

TokenKeeper::Tokens TokenKeeper::current() const {
  const std::lock_guard lock(m_mutex);
  struct stat status = {};
  if (::stat(m_store.file().c_str(), &status) != 0) {
    if (errno != ENOENT) throw_retry(m_store.file().string(), "cannot be read: tokens are not accepted");
    status = {};
  }
  const std::int64_t modified_ns =
      std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  if (m_tokens && status.st_ino == m_inode && modified_ns == m_modified_ns && size_bytes == m_size_bytes)
    return m_tokens;
  try {
    m_tokens = std::make_shared<const std::vector<Token>>(m_store.load());
  } catch (const Error& error) {
    throw_retry(error.where(), error.message());
  }
  m_inode = status.st_ino;
  m_modified_ns = modified_ns;
  m_size_bytes = size_bytes;
  return m_tokens;
}

std::optional<Token> TokenKeeper::find(std::string_view secret) const {
  const std::string digest = store::sha256_text(secret);
  const Tokens tokens = current();
  const Token* found = nullptr;
  for (const Token& token : *tokens)
    if (equal_in_constant_time(token.sha256, digest)) found = &token;
  return found == nullptr ? std::nullopt : std::optional(*found);
}

}  // namespace pcrs::serve
