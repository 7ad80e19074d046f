// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_auth.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

namespace {

constexpr const char* v1_variables =
    "SWIFT_AUTH_V1_URL, SWIFT_USER and SWIFT_KEY (or ST_AUTH, ST_USER, ST_KEY)";
constexpr const char* v3_variables =
    "OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME and OS_REGION_NAME";

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string tokens_url(const std::string& auth_url) {
  const std::string url = without_slash(auth_url);
  return url + (url.ends_with("/v3") ? "" : "/v3") + "/auth/tokens";
}

}  // namespace

SwiftSession SwiftAuth::ask_v1(const std::string& url, const std::string& user, const std::string& key,
                               Patience patience) const {
  if (user.empty() || key.empty()) throw_failed(m_where, std::string("no credentials: set ") + v1_variables);
  const HttpResponse response = m_http->send(
      m_where,
      [&] {
        return HttpRequest{"GET", url, {"X-Auth-User: " + user, "X-Auth-Key: " + key}};
      },
      patience);
  if (!response.ok())
    throw_failed(m_where,
                 "the authentication answers " + status_text(response.status) + "; check " + v1_variables);
  return {without_slash(response.header("x-storage-url")), response.header("x-auth-token")};
}

SwiftSession SwiftAuth::ask_keystone(const std::string& url, Patience patience) const {
  const std::string question = json_line(keystone_question(m_environment, m_where));
  const HttpResponse response = m_http->send(
      m_where,
      [&] {
        return HttpRequest{"POST", tokens_url(url), {"Content-Type: application/json"}, as_bytes(question)};
      },
      patience);
  if (!response.ok())
    throw_failed(m_where, "Keystone answers " + status_text(response.status) + "; check " + v3_variables);
  const std::string interface = m_environment("OS_INTERFACE");
  std::string storage_url = m_environment("OS_STORAGE_URL");
  if (storage_url.empty())
    storage_url = storage_url_of(parse_json(response.body, m_where), m_environment("OS_REGION_NAME"),
                                 interface.empty() ? "public" : interface, m_where);
  return {without_slash(storage_url), response.header("x-subject-token")};
}

SwiftSession SwiftAuth::ask(Patience patience) const {
  SwiftSession given{without_slash(first_set(m_environment, {"OS_STORAGE_URL", "SWIFT_STORAGE_URL"})),
                     first_set(m_environment, {"OS_AUTH_TOKEN", "SWIFT_AUTH_TOKEN"})};
  if (!given.storage_url.empty() && !given.token.empty()) return given;
  const std::string v1_url = first_set(m_environment, {"SWIFT_AUTH_V1_URL", "ST_AUTH"});
  const std::string v3_url = m_environment("OS_AUTH_URL");
  if (v1_url.empty() && v3_url.empty())
    throw_failed(m_where,
                 std::string("no credentials: set ") + v1_variables + ", or for Keystone " + v3_variables);
  SwiftSession session = v1_url.empty() ? ask_keystone(v3_url, patience)
                                        : ask_v1(v1_url, first_set(m_environment, {"SWIFT_USER", "ST_USER"}),
                                                 first_set(m_environment, {"SWIFT_KEY", "ST_KEY"}), patience);
  if (session.storage_url.empty() || session.token.empty())
    throw_failed(m_where, "the authentication gave no token or no storage URL");
  return session;
}

SwiftSession SwiftAuth::session(Patience patience) {
  const std::lock_guard lock(m_mutex);
  if (m_session.token.empty()) m_session = ask(patience);
  return m_session;
}

bool SwiftAuth::renew(const std::string& refused) {
  const std::lock_guard lock(m_mutex);
  if (m_session.token != refused) return true;
  const std::string before = m_session.token;
  m_session = ask(Patience::usual);
  return m_session.token != before;
}

}  // namespace pcrs::remote
