// SPDX-License-Identifier: Apache-2.0
#include "step/publish_tokens.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/catalog.hpp"
#include "catalog/journal.hpp"
#include "serve/gate.hpp"
#include "serve/tokens.hpp"
#include "serve/usage.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

constexpr UnixTime day_s = 86'400;

fs::path root_of(const chantier::Chantier& chantier) {
  return chantier.catalog / chantier.id;
}

std::string state_of(const serve::Token& token) {
  if (token.revoked) return "revoked";
  return token.expires && *token.expires <= now() ? "expired" : "valid";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// The token that the options ask for; every fault is told before anything is written.
serve::Token asked_for(const TokenOptions& options) {
  if (trim(options.owner).empty()) throw_usage("--owner", "is missing; say who answers for the token's use");
  serve::Token token;
  token.owner = options.owner;
  token.scopes = options.scopes;
  for (const std::string& scope : token.scopes)
    if (scope != "ortho" && scope != "vector" && scope != "lossless")
      throw_usage("--scope", "is \"" + scope + "\"; expected ortho, vector or lossless");
  if (!options.expires.empty()) {
    const auto last_day = options.expires.size() == 10 ? parse_utc(options.expires) : std::nullopt;
    if (!last_day || *last_day + day_s <= now())
      throw_usage("--expires", "is \"" + options.expires + "\"; expected a day to come, YYYY-MM-DD");
    token.expires = *last_day + day_s;
  }
  if (!options.daily_bytes.empty()) {
    const auto bytes = parse_bytes(options.daily_bytes);
    if (!bytes || *bytes == 0)
      throw_usage("--daily-bytes", "is \"" + options.daily_bytes + "\"; expected a size, such as 50GB");
    token.daily_bytes = *bytes;
  }
  token.rate_per_minute = options.rate;
  return token;
}

void write_journal(const chantier::Chantier& chantier, const char* action, const std::string& id,
                   const Json& details) {
  catalog::Journal journal(root_of(chantier), "pcrs-publish", store::WriteMode::real);
  journal.write(action, id, details);
}

Summary create(const chantier::Chantier& chantier, const TokenOptions& options, Reporter& reporter) {
  serve::Token token = asked_for(options);
  Summary summary;
  summary.done = 1;
  if (options.dry_run) return summary;
  const std::string secret = serve::TokenStore(root_of(chantier)).create(token);
  write_journal(chantier, "token", token.id, {{"scopes", token.scopes}});
  Json record = serve::to_json(token);
  record["secret"] = secret;
  reporter.result(secret, record);
  reporter.note(1, token.id + ": this is shown once");
  return summary;
}

Summary list(const chantier::Chantier& chantier, Reporter& reporter) {
  Summary summary;
  for (const serve::Token& token : serve::TokenStore(root_of(chantier)).load()) {
    Json record = serve::to_json(token);
    record["state"] = state_of(token);
    const std::string until = token.expires ? date_text(*token.expires - day_s) : "-";
    reporter.result(token.id + "\t" + state_of(token) + "\t" + until + "\t" + joined(token.scopes) + "\t" +
                        one_line(token.owner),
                    record);
    ++summary.done;
  }
  return summary;
}

Summary revoke(const chantier::Chantier& chantier, const TokenOptions& options, Reporter& reporter) {
  if (options.ids.empty())
    throw_usage("command line", "no token is named; pcrs-publish token list shows them");
  Summary summary;
  if (!options.dry_run) serve::TokenStore(root_of(chantier)).revoke(options.ids, now());
  for (const std::string& id : options.ids) {
    if (!options.dry_run) write_journal(chantier, "revoke", id, Json::object());
    reporter.result(id, {{"id", id}, {"state", "revoked"}});
    ++summary.done;
  }
  return summary;
}

struct Use {
  std::uint64_t requests = 0, bytes = 0, refused = 0;
  std::map<std::string, std::uint64_t> bytes_by_dalle;
};

// What a line's pixels are of: told by the service, or the name of the file.
std::string dalle_of(const serve::UsageLine& line) {
  if (!line.dalle.empty()) return line.dalle;
  return line.path.starts_with("/dalles/") && line.path.ends_with(".tif")
             ? line.path.substr(line.path.rfind('/') + 1)
             : std::string();
}

std::map<std::string, Use> uses_of(const fs::path& folder, const std::string& since) {
  std::map<std::string, Use> uses;
  serve::each_usage(folder, since, [&](const serve::UsageLine& line) {
    Use& use = uses[line.token_id];
    ++use.requests;
    use.bytes += line.bytes;
    use.refused += line.status == 401 || line.status == 403 || line.status == 429 ? 1 : 0;
    if (const std::string dalle = dalle_of(line); !dalle.empty()) use.bytes_by_dalle[dalle] += line.bytes;
  });
  return uses;
}

Summary usage(const chantier::Chantier& chantier, const TokenOptions& options, Reporter& reporter) {
  const fs::path folder = options.log.value_or(root_of(chantier) / "access");
  const std::string since = date_text(now() - day_s * (std::max(options.days, 1U) - 1));
  std::map<std::string, std::string> owners{{"", "(no token)"}};
  for (const serve::Token& token : serve::TokenStore(root_of(chantier)).load())
    owners[token.id] = token.owner;
  const std::map<std::string, Use> uses = uses_of(folder, since);
  for (const std::string& id : options.ids)  // a token that was used is told, though its record be lost
    if (!owners.contains(id) && !uses.contains(id))
      throw_usage(id, "there is no such token; pcrs-publish token list shows them");
  Summary summary;
  for (const auto& [id, use] : uses) {
    if (!options.ids.empty() && std::count(options.ids.begin(), options.ids.end(), id) == 0) continue;
    const Json record{{"id", id},
                      {"owner", owners[id]},
                      {"since", since},
                      {"requests", use.requests},
                      {"bytes", use.bytes},
                      {"refused", use.refused},
                      {"dalles", use.bytes_by_dalle}};
    reporter.result((id.empty() ? "-" : id) + "\t" + std::to_string(use.requests) + "\t" +
                        std::to_string(use.bytes) + "\t" + std::to_string(use.bytes_by_dalle.size()) + "\t" +
                        one_line(owners[id]),
                    record);
    ++summary.done;
  }
  return summary;
}

}  // namespace

Summary tokens(const chantier::Chantier& chantier, const TokenOptions& options, Reporter& reporter) {
  catalog::require_catalog(root_of(chantier));
  if (!options.ids.empty() && (options.action == "create" || options.action == "list"))
    throw_usage(options.ids.front(), "is a word too many: " + options.action +
                                         " takes options only (a name of several words stands in quotes)");
  if (options.action == "create") return create(chantier, options, reporter);
  if (options.action == "list") return list(chantier, reporter);
  if (options.action == "revoke") return revoke(chantier, options, reporter);
  return usage(chantier, options, reporter);
}

}  // namespace pcrs::step
