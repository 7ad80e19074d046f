// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivery_json.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "catalog/fields.hpp"

namespace pcrs::catalog {

namespace {

constexpr std::array<std::pair<FileRole, const char*>, 7> roles{{{FileRole::ortho, "ortho"},
                                                                 {FileRole::sidecar, "sidecar"},
                                                                 {FileRole::raw, "raw"},
                                                                 {FileRole::vector, "vector"},
                                                                 {FileRole::document, "document"},
                                                                 {FileRole::manifest, "manifest"},
                                                                 {FileRole::unknown, "unknown"}}};
constexpr std::array<std::pair<Verdict, const char*>, 3> verdicts{
    {{Verdict::accepted, "accepted"}, {Verdict::reserved, "reserved"}, {Verdict::rejected, "rejected"}}};

template <typename Table, typename Value>
std::string text_of(const Table& table, Value value) {
  for (const auto& [candidate, text] : table)
    if (candidate == value) return text;
  return {};
}

FileRole role_from(const std::string& text) {
  for (const auto& [role, name] : roles)
    if (text == name) return role;
  return FileRole::unknown;
}

Verdict verdict_from(const std::string& text, const std::string& where) {
  for (const auto& [verdict, name] : verdicts)
    if (text == name) return verdict;
  throw_failed(where, "\"" + text + "\" is no verdict (accepted, reserved, rejected); restore this file");
}

Severity severity_from(const std::string& text) {
  if (text == severity_text(Severity::note)) return Severity::note;
  return text == severity_text(Severity::warning) ? Severity::warning : Severity::error;
}

}  // namespace

std::string role_text(FileRole role) {
  return text_of(roles, role);
}
std::string verdict_text(Verdict verdict) {
  return text_of(verdicts, verdict);
}

Json line_of(const DeliveredFile& file) {
  Json json{{"root", file.root}};
  add_path(json, file.path);
  json["role"] = role_text(file.role);
  json["size_bytes"] = file.size_bytes;
  json["mtime_ns"] = file.mtime_ns;
  json["sha256"] = file.sha256;
  if (!file.dalle.empty()) json["dalle"] = file.dalle;
  if (!file.facts.empty()) json["facts"] = file.facts;
  return json;
}

DeliveredFile file_from_json(const Json& json, const std::string& where) {
  DeliveredFile file;
  file.root = field<std::size_t>(json, "root", where);
  file.path = path_from(json, where);
  file.role = role_from(field<std::string>(json, "role", where));
  file.size_bytes = field<std::uint64_t>(json, "size_bytes", where);
  file.mtime_ns = field<std::int64_t>(json, "mtime_ns", where);
  file.sha256 = field_or<std::string>(json, "sha256", "", where);
  file.dalle = field_or<std::string>(json, "dalle", "", where);
  file.facts = field_or<Json>(json, "facts", Json::object(), where);
  return file;
}

Json line_of(const Finding& finding) {
  Json json = to_json(finding);
  add_path(json, finding.path);
  return json;
}

Finding finding_from_json(const Json& json, const std::string& where) {
  return {path_from(json, where), field<std::string>(json, "rule", where),
          field<std::string>(json, "message", where),
          severity_from(field<std::string>(json, "severity", where)),
          field_or<std::string>(json, "dalle", "", where)};
}

Json line_of(const Decision& decision) {
  Json json = Json::object();
  add_path(json, decision.path);
  json["verdict"] = verdict_text(decision.verdict);
  json["who"] = decision.who;
  json["when"] = decision.when;
  json["why"] = decision.why;
  if (!decision.sha256.empty()) json["sha256"] = decision.sha256;
  return json;
}

Decision decision_from_json(const Json& json, const std::string& where) {
  return {path_from(json, where),
          verdict_from(field<std::string>(json, "verdict", where), where),
          field_or<std::string>(json, "who", "", where),
          field_or<std::string>(json, "when", "", where),
          field_or<std::string>(json, "why", "", where),
          field_or<std::string>(json, "sha256", "", where)};
}

}  // namespace pcrs::catalog
