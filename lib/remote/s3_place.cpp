// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_place.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "remote/s3_answers.hpp"
#include "remote/s3_kinship.hpp"
#include "remote/s3_upload.hpp"

namespace pcrs::remote {

S3Place::S3Place(PlaceFacts facts, const std::shared_ptr<HttpClient>& client, Environment environment)
    : ObjectPlace(std::move(facts), client),
      m_s3(this->facts().url, client, std::move(environment), this->facts().variables_prefix) {}

void S3Place::check_online() {
  const std::string where = facts().url.text();
  // Not a HEAD, whose refusal has no body and so no reason.
  const HttpResponse response =
      m_s3.send(where, {"GET", "", {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", object_name("")}}},
                Patience::brief);
  if (!response.ok()) m_s3.refuse(where, response);
  m_seen = true;
}

std::optional<Head> S3Place::head(const std::string& key) {
  const HttpResponse response = m_s3.send(location(key), {"HEAD", object_name(key)});
  if (response.status == 404) {
    if (!m_seen) check_online();  // no bucket is no lost copy
    return std::nullopt;
  }
  if (!response.ok()) m_s3.refuse(location(key), response);
  const auto modified = to_number<std::int64_t>(response.header("x-amz-meta-mtime"));
  return Head{{key, response.content_length(), modified.value_or(response.last_modified()), response.etag()},
              response.header("x-amz-meta-sha256"),
              response.etag().find('-') != std::string::npos,
              response.header("x-amz-version-id")};
}

store::PutResult S3Place::upload(const Sending& sending) {
  S3Upload upload(
      m_s3, location(sending.key), object_name(sending.key),
      {{"x-amz-meta-sha256", sending.sha256}, {"x-amz-meta-mtime", std::to_string(sending.modified)}});
  const auto require = [&](const std::string& found) { require_digest(sending, found); };
  std::string etag, expected;
  if (sending.source.size() <= std::max(facts().whole_bytes, facts().part_bytes)) {
    Payload payload(sending.source, require);
    etag = upload.send_whole(payload, sending.sha256);
    expected = payload.md5();
  } else {
    Parts parts(sending.source, part_bytes_of(sending.source));
    etag = upload.send_parts(parts, require);
    expected = s3_etag(parts.md5s(), true);
    abort_others(sending.key, upload.id());
  }
  return {sending.source.size(), sending.sha256,
          etag == expected ? "signed payload digests, ETag compared" : "signed payload digests", etag};
}

// The answer to a beginning may have been lost, and libcurl asks again by itself: then another upload of the
// key is open, and billed. Whoever puts a dalle holds its lock, so it is nobody else's.
void S3Place::abort_others(const std::string& key, const std::string& id) {
  try {
    for (const store::Unfinished& upload : unfinished(key))
      if (upload.key == key && upload.id != id) abort(upload, 0);
  } catch (const Error&) {
    if (interrupt::signal_number() != 0) throw;  // else the next put finds them
  }
}

// The S3 of a Swift joins 1000 parts as it comes, others 10 000. A part is held in memory.
std::uint64_t S3Place::most_parts(std::uint64_t object_bytes) const {
  constexpr std::uint64_t few = 1000, many = 10'000, large_part = 64 << 20;
  return object_bytes <= few * large_part ? few : many;
}

std::string S3Place::erase(const std::string& key, const std::string& version) {
  S3Call call{"DELETE", object_name(key)};
  if (!version.empty()) call.query.emplace_back("versionId", version);
  const HttpResponse response = m_s3.send(location(key), std::move(call));
  if (response.status == 401 || response.status == 403) return m_s3.refusal(response);
  if (!response.ok() && response.status != 404) m_s3.refuse(location(key), response);
  return {};
}

HttpRequest S3Place::get_request(const std::string& key, const std::vector<std::string>& headers) {
  return m_s3.request({"GET", object_name(key)}, headers);
}

bool S3Place::get_refused(const std::string& key, const HttpRequest& /*request*/,
                          const HttpResponse& response) {
  if (response.status == 404)
    throw_failed(location(key), "cannot be read: the server says that it is not there");
  m_s3.refuse(location(key), response);
}

HttpResponse S3Place::list_page(const std::string& prefix, const std::string& token,
                                const std::string& most) {
  S3Call call{"GET", "", {{"list-type", "2"}, {"max-keys", most}, {"prefix", object_name(prefix)}}};
  if (!token.empty()) call.query.emplace_back("continuation-token", token);
  return m_s3.need(facts().url.text(), call);
}

void S3Place::list(const std::string& prefix, const std::function<void(const store::ObjectInfo&)>& each) {
  const std::string where = facts().url.text();
  std::string token;
  do {
    S3Listing page = parse_s3_listing(list_page(prefix, token, "1000").body, where);
    for (store::ObjectInfo& info : page.objects) {
      const auto key = key_of(info.key);
      if (!key) continue;
      info.key = *key;
      each(info);
    }
    token = page.next;
  } while (!token.empty());
}

bool S3Place::is_empty(const std::string& prefix) {
  return parse_s3_listing(list_page(prefix, "", "1").body, facts().url.text()).objects.empty();
}

std::vector<store::Unfinished> S3Place::unfinished(const std::string& prefix) {
  const std::string where = facts().url.text();
  std::vector<store::Unfinished> found;
  S3Uploads page;
  do {
    S3Call call{"GET", "", {{"uploads", ""}, {"prefix", object_name(prefix)}}};
    if (!page.next_key.empty()) call.query.emplace_back("key-marker", page.next_key);
    if (!page.next_id.empty()) call.query.emplace_back("upload-id-marker", page.next_id);
    page = parse_s3_uploads(m_s3.need(where, call).body, where);
    for (const store::Unfinished& upload : page.uploads)
      if (const auto key = key_of(upload.key)) found.push_back({*key, upload.id, upload.since});
  } while (!page.next_key.empty());
  return found;
}

// Nothing where there is no such upload: the list of uploads lags behind.
std::optional<std::vector<S3Part>> S3Place::parts_of(const store::Unfinished& upload) {
  const std::string where = location(upload.key);
  std::vector<S3Part> parts;
  S3PartList page;
  do {
    S3Call call{"GET", object_name(upload.key), {{"uploadId", upload.id}}};
    if (!page.next.empty()) call.query.emplace_back("part-number-marker", page.next);
    const HttpResponse response = m_s3.send(where, call);
    if (response.status == 404) return std::nullopt;
    if (!response.ok()) m_s3.refuse(where, response);
    page = parse_s3_parts(response.body, where);
    parts.insert(parts.end(), page.parts.begin(), page.parts.end());
  } while (!page.next.empty());
  return parts;
}

// Swift's S3 forgets the upload before it removes its parts, and goes no further than the first fault.
void S3Place::abort(const store::Unfinished& upload, std::size_t parts) {
  const HttpResponse response =
      m_s3.send(location(upload.key), {"DELETE", object_name(upload.key), {{"uploadId", upload.id}}});
  if (response.ok()) return;
  if (response.status != 404) m_s3.refuse(location(upload.key), response);
  if (parts > 0)
    throw_failed(location(upload.key), "the server forgot its upload " + one_line(upload.id) +
                                           " and may keep, and bill, some of " + std::to_string(parts) +
                                           " parts; a Swift has them in " + facts().url.bucket +
                                           "+segments, where they can be removed by its own API");
}

// What comes to show while its upload is aborted was joined by the server for a run that is dead, and may
// have lost its parts: it is sent anew.
void S3Place::remove_if_it_shows(const std::string& key) {
  if (!head(key)) return;
  if (const std::string denial = erase(key, ""); !denial.empty())
    throw store::Denied(
        location(key),
        "came to show while its upload was aborted, and may lack parts: remove it (the server " + denial +
            ")");
}

store::Abandoned S3Place::abandon(const store::Unfinished& upload) {
  const auto parts = parts_of(upload);
  if (!parts) return store::Abandoned::removed;
  const auto object = head(upload.key);
  switch (kinship(*parts, object ? object->info.etag : "")) {
    case Kinship::same:
      return store::Abandoned::ended;
    case Kinship::unknown:
      return store::Abandoned::kept;
    case Kinship::none:
      break;
  }
  if (facts().mode == store::WriteMode::dry_run) return store::Abandoned::removed;
  abort(upload, parts->size());
  if (!object) remove_if_it_shows(upload.key);
  return store::Abandoned::removed;
}

}  // namespace pcrs::remote
