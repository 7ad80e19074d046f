// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_place.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "remote/swift_segments.hpp"
#include "remote/swift_upload.hpp"
#include "store/file.hpp"

namespace pcrs::remote {

namespace {

bool is_denial(const HttpResponse& response) {
  return response.status == 401 || response.status == 403;
}

bool is_joined(const HttpResponse& head) {
  return lower_ascii(head.header("x-static-large-object")) == "true";
}

}  // namespace

SwiftPlace::SwiftPlace(PlaceFacts facts, const std::shared_ptr<HttpClient>& client, Environment environment)
    : ObjectPlace(std::move(facts), client),
      m_swift(this->facts().url, client, std::move(environment), this->facts().variables_prefix) {}

void SwiftPlace::check_online() {
  m_swift.need(facts().url.text(), {"HEAD", m_swift.container()}, Patience::brief);
  m_seen = true;
}

std::optional<Head> SwiftPlace::head(const std::string& key) {
  const HttpResponse response = m_swift.send(location(key), {"HEAD", m_swift.container(), object_name(key)});
  if (response.status == 404) {
    if (!m_seen) check_online();  // no container is no lost copy
    return std::nullopt;
  }
  if (!response.ok()) m_swift.refuse(location(key), response);
  const auto modified = to_number<std::int64_t>(response.header("x-object-meta-mtime"));
  return Head{{key, response.content_length(), modified.value_or(response.last_modified()), response.etag()},
              response.header("x-object-meta-sha256"),
              is_joined(response),
              response.header("x-object-version-id")};
}

// One request says beforehand which MD5 all must have, so all is read once more before: only what lies on a
// disk here, and is then in its cache.
bool SwiftPlace::goes_whole(ByteSource& source) const {
  return source.size() > facts().part_bytes && source.size() <= facts().whole_bytes &&
         dynamic_cast<const store::FileSource*>(&source) != nullptr;
}

store::PutResult SwiftPlace::upload(const Sending& sending) {
  SwiftUpload upload(m_swift, location(sending.key), object_name(sending.key),
                     {"X-Object-Meta-Sha256: " + sending.sha256,
                      "X-Object-Meta-Mtime: " + std::to_string(sending.modified)});
  if (goes_whole(sending.source)) {
    const SourceDigests digests = digest_source(sending.source, sending.source.size());
    require_digest(sending, digests.sha256);
    std::string etag = upload.send_file(sending.source, digests.md5s.front());
    return {sending.source.size(), sending.sha256, "ETag checked by the server", std::move(etag)};
  }
  Parts parts(sending.source, part_bytes_of(sending.source));
  const std::string etag =
      upload.send_parts(parts, [&](const std::string& found) { require_digest(sending, found); });
  return {sending.source.size(), sending.sha256,
          parts.single() ? "ETag checked by the server" : "ETag of each segment checked by the server", etag};
}

// Empty when it is gone; why the place forbids it.
std::string SwiftPlace::erase_one(const std::string& key, const std::string& query) {
  const HttpResponse response =
      m_swift.send(location(key), {"DELETE", m_swift.container(), object_name(key), query});
  if (response.status == 404) return {};
  if (is_denial(response)) return m_swift.refusal(response.status);
  if (!response.ok()) m_swift.refuse(location(key), response);
  return {};
}

// Another program put it: its segments are where its manifest says, and there can be no note.
std::string SwiftPlace::erase_foreign(const std::string& key, const std::string& query) {
  const std::string raw = query + (query.empty() ? "" : "&") + "multipart-manifest=get&format=raw";
  const HttpResponse manifest =
      m_swift.need(location(key), {"GET", m_swift.container(), object_name(key), raw});
  const Json segments = parse_json(trim(manifest.body), location(key));
  std::string denial = erase_one(key, query);
  if (!denial.empty()) return denial;
  for (const Json& segment : segments) {
    const std::string path = segment.value("path", "");
    const auto slash = path.find('/', 1);
    if (slash == std::string::npos) continue;
    const HttpResponse response =
        m_swift.send(location(key), {"DELETE", path.substr(1, slash - 1), path.substr(slash + 1)});
    if (!response.ok() && response.status != 404)
      throw_failed(location(key), "was removed, but not its segment " + one_line(path) + ": the server " +
                                      m_swift.refusal(response.status));
  }
  return {};
}

// The manifest before its segments: who may not delete it has destroyed nothing, and an object that shows is
// whole. The note comes first, so that whatever ends this run, the next start removes what is left.
std::string SwiftPlace::erase_joined(const std::string& key, const std::string& id,
                                     const std::string& query) {
  const std::string name = object_name(key);
  const HttpResponse noted = note_unfinished(m_swift, name, id);
  if (is_denial(noted)) return m_swift.refusal(noted.status);
  if (!noted.ok()) m_swift.refuse(location(key), noted);
  std::string denial = erase_one(key, query);
  if (denial.empty()) remove_segments(m_swift, name, id, Patience::usual);
  forget_unfinished(m_swift, name, id, Patience::usual);
  return denial;
}

std::string SwiftPlace::erase(const std::string& key, const std::string& version) {
  const std::string which = version.empty() ? "" : "version-id=" + uri_encode(version, false);
  const HttpResponse head =
      m_swift.send(location(key), {"HEAD", m_swift.container(), object_name(key), which});
  if (head.status == 404) return {};
  if (is_denial(head)) return m_swift.refusal(head.status);
  if (!head.ok()) m_swift.refuse(location(key), head);
  // Where versions are kept a mark of deletion hides the object, which needs its segments to come back.
  const bool marked = version.empty() && !head.header("x-object-version-id").empty();
  if (marked || !is_joined(head)) return erase_one(key, which);
  const std::string id = head.header("x-object-meta-upload");
  return id.empty() ? erase_foreign(key, which) : erase_joined(key, id, which);
}

HttpRequest SwiftPlace::get_request(const std::string& key, const std::vector<std::string>& headers) {
  return m_swift.request({"GET", m_swift.container(), object_name(key), "", headers});
}

bool SwiftPlace::get_refused(const std::string& key, const HttpRequest& request,
                             const HttpResponse& response) {
  if (response.status == 404)
    throw_failed(location(key), "cannot be read: the server says that it is not there");
  if (response.status == 401 && m_swift.renew(request)) return true;
  m_swift.refuse(location(key), response);
}

void SwiftPlace::list(const std::string& prefix, const std::function<void(const store::ObjectInfo&)>& each) {
  each_in_container(m_swift, m_swift.container(), object_name(prefix), [&](store::ObjectInfo info) {
    if (const auto key = key_of(info.key)) {
      info.key = *key;
      each(info);
    }
    return true;
  });
}

bool SwiftPlace::is_empty(const std::string& prefix) {
  bool empty = true;
  each_in_container(m_swift, m_swift.container(), object_name(prefix), [&](const store::ObjectInfo&) {
    empty = false;
    return false;
  });
  return empty;
}

std::vector<store::Unfinished> SwiftPlace::unfinished(const std::string& prefix) {
  std::vector<store::Unfinished> found;
  for (store::Unfinished& upload : list_unfinished(m_swift, object_name(prefix)))
    if (auto key = key_of(upload.key)) found.push_back({std::move(*key), upload.id, upload.since});
  return found;
}

bool SwiftPlace::is_made_of(const store::Unfinished& upload) {
  const HttpResponse head =
      m_swift.send(location(upload.key), {"HEAD", m_swift.container(), object_name(upload.key)});
  if (!head.ok() && head.status != 404) m_swift.refuse(location(upload.key), head);
  return head.ok() && head.header("x-object-meta-upload") == upload.id;
}

// A kill between the manifest and the note's removal leaves a whole object: its segments stay. A manifest
// that a killed run had sent may come to show while they are removed: it goes after them, and the note last.
store::Abandoned SwiftPlace::abandon(const store::Unfinished& upload) {
  const bool real = facts().mode == store::WriteMode::real;
  const std::string name = object_name(upload.key);
  const bool ended = is_made_of(upload);
  if (!ended && real) {
    remove_segments(m_swift, name, upload.id, Patience::usual);
    if (is_made_of(upload)) remove_unreadable(upload.key);
  }
  if (real) forget_unfinished(m_swift, name, upload.id, Patience::usual);
  return ended ? store::Abandoned::ended : store::Abandoned::removed;
}

void SwiftPlace::remove_unreadable(const std::string& key) {
  if (const std::string denial = erase_one(key, ""); !denial.empty())
    throw store::Denied(location(key),
                        "shows and cannot be read, its segments having been removed: remove it "
                        "(the server " +
                            denial + ")");
}

}  // namespace pcrs::remote
