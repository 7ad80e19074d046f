// SPDX-License-Identifier: Apache-2.0
// Who may read what is not public. `CATALOG/ID/tokens/tokens.json` (FORMAT.md) holds digests, never a secret:
// 256 random bits need no slow hash, and a copy of the file opens nothing.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace pcrs::serve {

struct Token {
  std::string id;                   ///< for people and logs: `t-0f3a9c21`
  std::string sha256;               ///< of the secret, lower-case hex
  std::string owner;                ///< who answers for its use
  std::vector<std::string> scopes;  ///< products of the chantier: `ortho`, `vector`
  UnixTime created = 0;
  std::optional<UnixTime> expires;  ///< from then on it is worth nothing
  std::optional<UnixTime> revoked;
  std::uint64_t daily_bytes = 0;  ///< a UTC day; 0: no bound
  unsigned rate_per_minute = 0;   ///< requests; 0: no bound
};

/// The file of the tokens of a catalog. Changes are made under a lock and replace the file whole.
class TokenStore {
 public:
  explicit TokenStore(const std::filesystem::path& catalog_root) : m_folder(catalog_root / "tokens") {}
  std::filesystem::path file() const { return m_folder / "tokens.json"; }
  /// All of them, in the order of their making; none where there is no file. Throws Error (failed).
  std::vector<Token> load() const;
  /// Adds a token and returns its secret, which nothing else will ever tell. Sets id, sha256 and created.
  std::string create(Token& token) const;
  /// Revokes those; what is revoked already stays as it was. Throws Error (usage) on an id that is unknown:
  /// nothing is then changed.
  void revoke(const std::vector<std::string>& ids, UnixTime when) const;

 private:
  void save(const std::vector<Token>& tokens) const;
  const std::filesystem::path m_folder;
};

Json to_json(const Token& token);  ///< as in the file, without its digest where people read it

/// The tokens as the file says now: one stat a call, so that a revocation counts from the next request on.
class TokenKeeper {
 public:
  explicit TokenKeeper(const std::filesystem::path& catalog_root) : m_store(catalog_root) {}
  /// The token of a secret, whatever its state; nothing when there is none. Throws Error (retry) when the
  /// file cannot be read: nobody is let in then.
  std::optional<Token> find(std::string_view secret) const;

 private:
  using Tokens = std::shared_ptr<const std::vector<Token>>;
  Tokens current() const;
  const TokenStore m_store;
  mutable std::mutex m_mutex;
  mutable Tokens m_tokens;
  mutable std::uint64_t m_inode = 0, m_size_bytes = 0;
  mutable std::int64_t m_modified_ns = 0;
};

}  // namespace pcrs::serve
