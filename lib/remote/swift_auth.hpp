// SPDX-License-Identifier: Apache-2.0
// The token that Swift wants, from auth v1 or Keystone v3, got once and again when it has run out. Internal
// to remote/.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "base/json.hpp"
#include "remote/http_client.hpp"
#include "remote/settings.hpp"

namespace pcrs::remote {

/// How often in a row a request is refused and gets a new token. Who may not is told so by another answer
/// (403), or by the authentication; a token may run out on its way more than once.
inline constexpr unsigned most_renewals = 6;

struct SwiftSession {
  std::string storage_url;  ///< of the account, no `/` at the end
  std::string token;
};

/// What Keystone v3 is asked (POST /auth/tokens). Throws Error (failed) with `where` naming what is missing.
Json keystone_question(const Environment& environment, const std::string& where);
/// The public address of the object store in Keystone's catalog, of `region` where one is given.
std::string storage_url_of(const Json& answer, const std::string& region, const std::string& interface,
                           const std::string& where);

class SwiftAuth {
 public:
  SwiftAuth(std::string where, std::shared_ptr<HttpClient> http, Environment environment)
      : m_where(std::move(where)), m_http(std::move(http)), m_environment(std::move(environment)) {}

  /// The first call asks the server. Throws Error: failed for missing or refused credentials, retry when the
  /// server is away.
  SwiftSession session(Patience patience = Patience::usual);
  /// After a 401: forgets `refused`, unless another thread has done so. False when it cannot be renewed.
  bool renew(const std::string& refused);

 private:
  SwiftSession ask(Patience patience) const;
  SwiftSession ask_v1(const std::string& url, const std::string& user, const std::string& key,
                      Patience patience) const;
  SwiftSession ask_keystone(const std::string& url, Patience patience) const;

  const std::string m_where;
  const std::shared_ptr<HttpClient> m_http;
  const Environment m_environment;
  std::mutex m_mutex;
  SwiftSession m_session;
};

}  // namespace pcrs::remote
