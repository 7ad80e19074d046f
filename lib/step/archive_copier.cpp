// SPDX-License-Identifier: Apache-2.0
#include "step/archive_copier.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalog/copy_proof.hpp"
#include "step/archive_check.hpp"
#include "store/digest.hpp"

namespace pcrs::step::archive {

std::string Copier::key_of(const Item& item, const std::string& tier) const {
  if (const catalog::Copy* copy = item.product.copy_in(tier)) return copy->key;
  return m_context.chantier().id + "/lossless/" + std::to_string(item.millesime) + "/" +
         grid::shard_of(item.key) + "/" + item.product.name;
}

// Nothing when there is no such copy or it is plainly not the product.
Copier::Opened Copier::open_source(const Item& item, const std::string& from, bool to_remote,
                                   Outcome& outcome) {
  Tier* tier = m_context.tier(from);
  const catalog::Copy* copy = item.product.copy_in(from);
  if (tier == nullptr || !tier->online() || copy == nullptr) return {};
  const auto info = tier->place->stat(copy->key);
  if (!info) return {};
  if (info->size_bytes == item.product.size_bytes)
    return {m_context.limited(tier->place->open(copy->key), tier->remote || to_remote), info->modified};
  const std::string fault = difference(*info, item.product, *copy);
  mark(item, from, fault, "inventory");
  outcome.fault(tier->place->location(copy->key), "source.damaged", fault + "; not copied");
  return {};
}

store::PutResult Copier::put_object(const Item& item, Target& target, const std::string& key,
                                    ByteSource& source, std::int64_t modified) {
  // With --overwrite a damaged copy makes way, but only once the source has proved to be sound.
  const std::string& sha256 = item.product.sha256;
  const bool there = m_manner.overwrite && target.place().stat(key);
  const bool sound = there && store::reads_as(target.place(), key, sha256);
  if (there && !sound) {
    if (store::sha256_source(source) != sha256)
      throw_failed(source.name(), std::string(store::other_bytes) + " (SHA-256 " + sha256 + "); not copied");
    if (m_context.mode() == store::WriteMode::dry_run)
      return {item.product.size_bytes, sha256, "dry run: nothing written"};
    target.place().remove(key);
  }
  store::PutResult result = target.place().put(key, source, sha256, modified);
  if (sound && target.tier().remote) result.verified = "was there: read whole";
  if (!sound && m_manner.read_back) read_back(target, key, sha256, result);
  return result;
}

// A folder's put has read it back already.
void Copier::read_back(Target& target, const std::string& key, const std::string& sha256,
                       store::PutResult& result) const {
  if (!target.tier().remote || m_context.mode() == store::WriteMode::dry_run) return;
  const std::string found = store::sha256_source(*target.place().open(key));
  if (found != sha256)
    throw_failed(target.place().location(key),
                 "was put, and read back it has SHA-256 " + found + ", the record says " + sha256);
  result.verified += ", read back";
}

void Copier::record_copy(const Item& item, Target& target, const std::string& key,
                         const store::PutResult& result, Outcome& outcome) {
  const std::string& name = target.place().name();
  const Json extra = result.etag.empty() ? Json() : Json{{"etag", result.etag}};
  m_context.catalog().update(
      item.key, item.millesime,
      [&](catalog::Record& record) {
        catalog::Product* product = record.product("lossless");
        if (product != nullptr && product->sha256 == item.product.sha256)
          product->add_copy({name, key, utc_text(now()), result.verified, extra});
      },
      item.revision);
  const Json facts{{"place", name},
                   {"key", key},
                   {"revision", item.revision},
                   {"size_bytes", result.size_bytes},
                   {"sha256", result.sha256},
                   {"verified", result.verified}};
  m_journal.write(m_manner.action, m_context.key_text(item.key), facts);
  Json json{{"dalle", m_context.key_text(item.key)}, {"path", target.place().location(key)}};
  json.update(facts);
  outcome.result(target.place().location(key), std::move(json));
  outcome.bytes_read += result.size_bytes;
  outcome.bytes_written += result.size_bytes;
  ++outcome.done;
}

void Copier::mark(const Item& item, const std::string& from, const std::string& fault, const char* by) {
  mark_bad_copy(m_context, {item.key, item.millesime, item.revision}, item.product, from, fault, by);
}

// True when another source is worth a try.
bool Copier::judge_failure(const Item& item, const std::string& name, const std::string& from,
                           const ByteSource& source, const Error& error, Outcome& outcome) {
  rethrow_interrupt(error);
  Target& target = m_targets.at(name);
  const bool of_source = error.where() == source.name();
  if (error.kind() == ErrorKind::retry && of_source) {
    outcome.failed(error, "source.damaged");
    return true;
  }
  if (error.kind() == ErrorKind::retry) {
    target.stop(error.what());
    return false;
  }
  if (of_source) {
    // A store may refuse to give what is sound.
    if (!m_context.tier(from)->remote || error.message().starts_with(store::other_bytes))
      mark(item, from, error.message(), "read");
    outcome.fault(error.where(), "source.damaged", error.message());
    m_journal.write(m_manner.action, m_context.key_text(item.key), {{"source", source.name()}},
                    "source damaged");
    return true;
  }
  if (target.place().stat(key_of(item, name))) {
    outcome.fault(error.where(), "copy.other",
                  error.message() + "; if it is damaged, put --overwrite replaces it");
  } else {
    outcome.fault(error.where(), "copy.failed", error.message());
    target.failed(error.what());
  }
  return false;
}

// True when the copy is made or cannot be made from anywhere.
bool Copier::try_copy(const Item& item, const std::string& name, const std::string& from, Outcome& outcome) {
  Target& target = m_targets.at(name);
  Opened opened;
  try {
    opened = open_source(item, from, target.tier().remote, outcome);
  } catch (const Error& error) {
    outcome.failed(error, "source.damaged");
  }
  if (!opened.source) return false;
  const std::string key = key_of(item, name);
  store::PutResult result;
  try {
    result = put_object(item, target, key, *opened.source, opened.modified);
  } catch (const Error& error) {
    return !judge_failure(item, name, from, *opened.source, error, outcome);
  }
  target.succeeded();
  record_copy(item, target, key, result, outcome);
  return true;
}

bool Copier::try_sources(const Item& item, const std::string& name, Outcome& outcome) {
  for (const std::string& from : m_context.cheapest_first({"work", "nas", "intermediate"}))
    if (from != name && try_copy(item, name, from, outcome)) return true;
  return false;
}

void Copier::copy_to(const Item& item, const std::string& name, Outcome& outcome) {
  if (m_targets.at(name).given_up()) return;
  const std::size_t before = outcome.findings.size();
  if (try_sources(item, name, outcome) || outcome.findings.size() > before) return;
  outcome.fault(item.product.name, "source.missing",
                "revision " + std::to_string(item.revision) +
                    " is in no place from which it could be copied to " + name +
                    (item.current ? "; make it again with pcrs-tile --overwrite" : " (superseded)"),
                item.current ? Severity::error : Severity::note);
}

// The work file may be the last sound one: a copy that this run has not just made or read is read before it
// goes.
bool Copier::is_sound(const Item& item, const std::string& name, const catalog::Product& product,
                      Outcome& outcome) {
  Tier& tier = *m_context.tier(name);
  if (!tier.online() || !holds(tier, product)) return false;
  const catalog::Copy& copy = *product.copy_in(name);
  const bool target = std::find(item.targets.begin(), item.targets.end(), name) != item.targets.end();
  if (target && !catalog::read_at(copy).empty()) return true;
  const std::string& key = copy.key;
  outcome.bytes_read += product.size_bytes;
  if (store::sha256_source(*tier.place->open(key)) == product.sha256) return true;
  mark_bad_copy(m_context, {item.key, item.millesime, item.revision}, product, name,
                std::string(store::other_bytes) + " (SHA-256 " + product.sha256 + ")", "read");
  outcome.fault(tier.place->location(key), "copy.damaged",
                "its bytes are not those of the record (SHA-256 " + product.sha256 +
                    "); the work file is kept: put --overwrite replaces the copy");
  return false;
}

void Copier::release(const Item& item, Outcome& outcome) {
  if (outcome.rejected) return;
  const auto record = m_context.catalog().load(item.key, item.millesime, item.revision);
  const catalog::Product* product = record ? record->product("lossless") : nullptr;
  Tier& work = *m_context.tier("work");
  if (product == nullptr || !work.online()) return;
  for (const std::string& name : m_context.archive_tiers())
    if (!is_sound(item, name, *product, outcome)) return;
  const std::string key = item.product.copy_in("work")->key;
  const bool there = work.place->stat(key).has_value();
  // The file before its entry: a kill between the two is mended by the next run, the other way round is not.
  work.place->remove(key);
  m_context.catalog().update(
      item.key, item.millesime,
      [](catalog::Record& changed) { changed.product("lossless")->forget_copy("work"); }, item.revision);
  m_journal.write("release", m_context.key_text(item.key), {{"place", "work"}, {"key", key}});
  outcome.result("", {{"dalle", m_context.key_text(item.key)}, {"released", key}});
  if (there) ++outcome.done;
}

}  // namespace pcrs::step::archive
