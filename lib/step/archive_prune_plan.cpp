// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "step/archive_policy.hpp"
#include "step/archive_prune.hpp"

namespace pcrs::step::archive {

namespace {

constexpr UnixTime day_s = 86'400;

// A revision is superseded when the next one is made; nothing where its record does not say.
std::optional<UnixTime> superseded_at(const Revisions& revisions, int revision) {
  for (const catalog::Record& next : revisions)
    if (next.revision == revision + 1)
      if (const catalog::Product* product = next.product("lossless")) return parse_utc(product->made_at);
  return std::nullopt;
}

// Keys carry the revision; a record that was altered by hand may share one all the same.
bool is_shared(const Revisions& revisions, int revision, const catalog::Copy& copy) {
  return std::any_of(revisions.begin(), revisions.end(), [&](const catalog::Record& other) {
    const catalog::Product* product = other.product("lossless");
    const catalog::Copy* same = product == nullptr ? nullptr : product->copy_in(copy.place);
    return other.revision != revision && same != nullptr && same->key == copy.key;
  });
}

UnixTime stay_s(const chantier::Policy& policy, int older_than_days) {
  return std::max(policy.keep_days, older_than_days) * day_s;
}

bool is_spare(const catalog::Record& record, int newest, const chantier::Policy& policy) {
  return record.revision <= newest - policy.keep_revisions;
}

bool is_kept_in(const catalog::Record& record, const std::vector<std::string>& places) {
  const catalog::Product* product = record.product("lossless");
  return product != nullptr && std::any_of(places.begin(), places.end(), [&](const std::string& place) {
           return product->copy_in(place) != nullptr;
         });
}

void add_copies(const catalog::Record& record, const std::vector<std::string>& places, const std::string& why,
                bool may_go, std::vector<Leaving>& found) {
  const catalog::Product* product = record.product("lossless");
  if (product == nullptr) return;
  for (const std::string& place : places) {
    const auto pruned = catalog::pruned_in(*product, place);
    const catalog::Copy* copy = product->copy_in(place);
    if (copy != nullptr && may_go)
      found.push_back({record.revision, *copy, product->size_bytes, product->sha256, why, false, true});
    else if (copy == nullptr && pruned && pruned->at.empty())
      found.push_back(
          {record.revision, pruned->copy, product->size_bytes, product->sha256, why, true, may_go});
  }
}

}  // namespace

std::string hindrance(const Context& context, const Revisions& revisions, UnixTime now) {
  const catalog::Record& newest = revisions.back();
  const catalog::Product* product = newest.product("lossless");
  if (newest.state != "current" || product == nullptr)
    return "its newest revision is " + newest.state +
           (product == nullptr ? " and has no lossless dalle" : "");
  const std::string broken = verdict_of(context, *product, {}, now).words();
  if (broken.empty()) return {};
  return "its revision " + std::to_string(newest.revision) + " breaks the policy (" + broken +
         "); pcrs-archive status says what to do";
}

std::vector<Leaving> leaving(const Context& context, const Revisions& revisions,
                             const std::vector<std::string>& places, int older_than_days, UnixTime now) {
  const chantier::Policy& policy = context.chantier().policy;
  const int newest = revisions.back().revision;
  const UnixTime least_s = stay_s(policy, older_than_days);
  std::vector<Leaving> found;
  for (const catalog::Record& record : revisions) {
    const auto since = superseded_at(revisions, record.revision);
    const bool may_go = is_spare(record, newest, policy) && since && now - *since >= least_s;
    add_copies(
        record, places,
        since ? "superseded on " + utc_text(*since) + " by revision " + std::to_string(record.revision + 1)
              : "",
        may_go, found);
  }
  std::erase_if(found, [&](const Leaving& each) { return is_shared(revisions, each.revision, each.copy); });
  return found;
}

std::string staying(const Context& context, const Revisions& revisions,
                    const std::vector<std::string>& places, int older_than_days, UnixTime now) {
  const chantier::Policy& policy = context.chantier().policy;
  std::string text;
  for (const catalog::Record& record : revisions) {
    const auto since = superseded_at(revisions, record.revision);
    if (!is_spare(record, revisions.back().revision, policy) || !is_kept_in(record, places)) continue;
    if (since && now - *since >= stay_s(policy, older_than_days)) continue;
    text += (text.empty() ? "" : ", ") + ("revision " + std::to_string(record.revision)) +
            (since ? " stays until " + utc_text(*since + stay_s(policy, older_than_days))
                   : " stays: its successor's record does not say since when");
  }
  return text;
}

void tell_unknown(Context& context, const std::vector<std::string>& places, Reporter& reporter) {
  const std::string top = context.chantier().id + "/lossless/";
  std::map<std::string, std::set<std::string>> known;
  NullReporter quiet;
  Summary ignored;
  context.each_revision({}, quiet, ignored, [&](const catalog::Record& record) {
    for (const catalog::Product& product : record.products) {
      for (const catalog::Copy& copy : product.copies) known[copy.place].insert(copy.key);
      for (const catalog::Pruned& pruned : catalog::pruned_of(product))
        known[pruned.copy.place].insert(pruned.copy.key);
    }
  });
  // A record that cannot be read may name any of them.
  if (ignored.rejected > 0) return;
  for (const std::string& place : places)
    context.tier(place)->place->list(top, [&](const store::ObjectInfo& info) {
      if (!known[place].contains(info.key))
        reporter.finding({context.tier(place)->place->location(info.key), "object.unknown",
                          "no record names it; it stays: look at what it is before you remove it by hand",
                          Severity::note});
    });
}

}  // namespace pcrs::step::archive
