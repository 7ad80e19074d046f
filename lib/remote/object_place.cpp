// SPDX-License-Identifier: Apache-2.0
#include "remote/object_place.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/digest.hpp"

namespace pcrs::remote {

namespace {

constexpr std::uint64_t largest_object = std::uint64_t{5} << 40;  ///< of S3; of Swift 1000 segments of 5 GiB

}  // namespace

const std::string& ObjectPlace::checked(const std::string& key) const {
  if (const std::string fault = store::key_fault(key); !fault.empty())
    throw_failed("place " + m_facts.name, "the key \"" + one_line(key) + "\" " + fault);
  return key;
}

std::optional<std::string> ObjectPlace::key_of(const std::string& object_name) const {
  const std::size_t before = m_facts.url.prefix.empty() ? 0 : m_facts.url.prefix.size() + 1;
  if (object_name.size() <= before) return std::nullopt;
  std::string key = object_name.substr(before);
  return store::key_fault(key).empty() ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<store::ObjectInfo> ObjectPlace::stat(const std::string& key) {
  auto found = head(checked(key));
  return found ? std::optional(std::move(found->info)) : std::nullopt;
}

std::unique_ptr<ByteSource> ObjectPlace::source_of(const std::string& key, const Head& head) {
  return std::make_unique<ObjectSource>(
      *m_client, location(key), head.info.size_bytes, head.info.etag,
      [this, key](const std::vector<std::string>& headers) { return get_request(key, headers); },
      [this, key](const HttpRequest& request, const HttpResponse& response) {
        return get_refused(key, request, response);
      });
}

std::unique_ptr<ByteSource> ObjectPlace::open(const std::string& key) {
  const auto found = head(checked(key));
  if (!found) throw_failed(location(key), "is missing from the place " + m_facts.name);
  return source_of(key, *found);
}

std::uint64_t ObjectPlace::part_bytes_of(const ByteSource& source) const {
  return part_bytes_for(source.size(), m_facts.part_bytes, most_parts(source.size()));
}

void ObjectPlace::require_digest(const Sending& sending, const std::string& found) const {
  if (found != sending.sha256)
    throw_failed(sending.source.name(), std::string(store::other_bytes) + " (SHA-256 " + sending.sha256 +
                                            "); not copied to " + m_facts.name);
}

// A key that already holds these very bytes needs no copy. What the place says of it is compared with the
// source, which costs no reading of the object; where that proves nothing, the object is read. Of an object
// in parts a HEAD is right also when parts are gone; such a one is met here by a run after one that died
// before the record knew of it.
std::optional<store::PutResult> ObjectPlace::verify_present(const Sending& sending) {
  const auto found = head(sending.key);
  if (!found) return std::nullopt;
  const bool other = found->info.size_bytes != sending.source.size() ||
                     (!found->sha256.empty() && found->sha256 != sending.sha256);
  if (!other) {
    const std::uint64_t cut = found->in_parts ? part_bytes_of(sending.source) : sending.source.size();
    const SourceDigests digests = digest_source(sending.source, cut);
    require_digest(sending, digests.sha256);
    store::PutResult result{found->info.size_bytes, sending.sha256, "", found->info.etag};
    const bool named = !found->sha256.empty() && found->info.etag == etag_of(digests.md5s, found->in_parts);
    if (named && !found->in_parts) {
      result.verified = "was there: SHA-256 of its metadata and ETag compared";
      return result;
    }
    if (store::reads_as(*this, sending.key, sending.sha256)) {
      result.verified = "was there: read whole";
      return result;
    }
  }
  throw_failed(
      location(sending.key),
      "another object already has this key; objects never change: give the new one a new revision, or "
      "look why this copy is damaged");
}

store::PutResult ObjectPlace::put(const std::string& key, ByteSource& source, const std::string& sha256,
                                  std::int64_t modified) {
  const Sending sending{checked(key), source, sha256, modified};
  if (source.size() > largest_object)
    throw_failed(location(key), "has " + bytes_text(source.size()) + "; an object store takes at most " +
                                    bytes_text(largest_object) + " as one object: cut it");
  if (auto present = verify_present(sending)) return *present;
  if (m_facts.mode == store::WriteMode::real) return upload(sending);
  require_digest(sending, store::sha256_source(source));
  return {source.size(), sha256, "dry run: nothing written"};
}

void ObjectPlace::remove(const std::string& key) {
  if (m_facts.mode == store::WriteMode::dry_run) return;
  if (const std::string denial = erase(checked(key), ""); !denial.empty())
    throw_failed(location(key), denial);
}

std::string ObjectPlace::remove_for_good(const std::string& key) {
  const auto found = head(checked(key));
  if (!found || m_facts.mode == store::WriteMode::dry_run) return {};
  std::string denial = erase(key, found->version);
  if (denial.empty() && head(key))
    throw_failed(location(key), "was removed, and an earlier version of it shows now: remove its versions");
  return denial;
}

}  // namespace pcrs::remote
