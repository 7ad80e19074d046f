// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "remote/swift_auth.hpp"

namespace pcrs::remote {

namespace {

constexpr const char* usual_domain = "Default";

std::string or_else(const std::string& value, const std::string& other) {
  return value.empty() ? other : value;
}

// `{"id": …}` or `{"name": …}`, whichever is known; null when neither is.
Json named(const std::string& id, const std::string& name) {
  if (!id.empty()) return {{"id", id}};
  return name.empty() ? Json() : Json{{"name", name}};
}

Json domain(const Environment& environment, const std::string& prefix) {
  Json found = named(environment(prefix + "_DOMAIN_ID"), environment(prefix + "_DOMAIN_NAME"));
  if (found.is_null())
    found = named(environment("OS_DEFAULT_DOMAIN_ID"),
                  or_else(environment("OS_DEFAULT_DOMAIN_NAME"), usual_domain));
  return found;
}

Json user(const Environment& environment) {
  Json found = named(environment("OS_USER_ID"), environment("OS_USERNAME"));
  if (found.contains("name")) found["domain"] = domain(environment, "OS_USER");
  return found;
}

Json application_identity(const Environment& environment) {
  Json credential =
      named(environment("OS_APPLICATION_CREDENTIAL_ID"), environment("OS_APPLICATION_CREDENTIAL_NAME"));
  credential["secret"] = environment("OS_APPLICATION_CREDENTIAL_SECRET");
  if (credential.contains("name")) credential["user"] = user(environment);
  return {{"methods", {"application_credential"}}, {"application_credential", credential}};
}

Json project(const Environment& environment) {
  Json found = named(first_set(environment, {"OS_PROJECT_ID", "OS_TENANT_ID"}),
                     first_set(environment, {"OS_PROJECT_NAME", "OS_TENANT_NAME"}));
  if (found.contains("name")) found["domain"] = domain(environment, "OS_PROJECT");
  return found;
}

}  // namespace

Json keystone_question(const Environment& environment, const std::string& where) {
  if (!environment("OS_APPLICATION_CREDENTIAL_SECRET").empty())
    return {{"auth", {{"identity", application_identity(environment)}}}};
  Json who = user(environment);
  if (who.is_null() || environment("OS_PASSWORD").empty())
    throw_failed(where,
                 "no credentials: set OS_USERNAME and OS_PASSWORD, or OS_APPLICATION_CREDENTIAL_ID and "
                 "OS_APPLICATION_CREDENTIAL_SECRET");
  who["password"] = environment("OS_PASSWORD");
  Json auth{{"identity", {{"methods", {"password"}}, {"password", {{"user", who}}}}}};
  if (Json scope = project(environment); !scope.is_null()) auth["scope"] = {{"project", scope}};
  return {{"auth", auth}};
}

std::string storage_url_of(const Json& answer, const std::string& region, const std::string& interface,
                           const std::string& where) {
  try {
    for (const Json& service : answer.at("token").at("catalog")) {
      if (service.value("type", "") != "object-store") continue;
      for (const Json& endpoint : service.at("endpoints")) {
        const bool here = region.empty() || endpoint.value("region", "") == region ||
                          endpoint.value("region_id", "") == region;
        if (here && endpoint.value("interface", "") == interface)
          return endpoint.at("url").get<std::string>();
      }
    }
  } catch (const Json::exception&) {
    throw_failed(where,
                 "Keystone's answer has no catalog; check OS_PROJECT_NAME: the token must be of a project");
  }
  throw_failed(where, "Keystone's catalog has no " + interface + " object store" +
                          (region.empty() ? "" : " in " + region) + "; check OS_REGION_NAME");
}

}  // namespace pcrs::remote
