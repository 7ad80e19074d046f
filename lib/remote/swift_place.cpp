// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_place.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "remote/swift_segments.hpp"
#include "remote/swift_upload.hpp"

namespace pcrs::remote {

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
              lower_ascii(response.header("x-static-large-object")) == "true",
              response.header("x-object-version-id")};
}

store::PutResult SwiftPlace::upload(const Sending& sending) {
  Parts parts(sending.source, part_bytes_of(sending.source));
  SwiftUpload upload(m_swift, location(sending.key), object_name(sending.key),
                     {"X-Object-Meta-Sha256: " + sending.sha256,
                      "X-Object-Meta-Mtime: " + std::to_string(sending.modified)});
  const std::string etag =
      upload.run(parts, [&](const std::string& found) { require_digest(sending, found); });
  return {sending.source.size(), sending.sha256,
          parts.single() ? "ETag checked by the server" : "ETag of each segment checked by the server", etag};
}

// The bulk answer is 200 whatever became of the object; its body says.
std::string SwiftPlace::deletion_fault(const std::string& key, const std::string& body) {
  const Json told = parse_json(trim(body), location(key));
  const std::string status = told.value("Response Status", "");
  if (status.starts_with("200")) return {};
  if (told.value("Number Deleted", 0) == 0 && body.find("403 Forbidden") != std::string::npos)
    return m_swift.refusal(403);
  throw_retry(location(key),
              "its segments could not all be removed: " + one_line(status) + "; run this again");
}

std::string SwiftPlace::erase(const std::string& key, const std::string& version) {
  const std::string which = version.empty() ? "" : "version-id=" + uri_encode(version, false);
  SwiftCall call{"HEAD", m_swift.container(), object_name(key), which};
  const HttpResponse head = m_swift.send(location(key), call);
  if (head.status == 404) return {};
  // Where versions are kept a mark of deletion hides the object, which needs its segments to come back.
  const bool marked = version.empty() && !head.header("x-object-version-id").empty();
  const bool segmented = !marked && lower_ascii(head.header("x-static-large-object")) == "true";
  call.method = "DELETE";
  if (segmented) call.query += (which.empty() ? "" : "&") + std::string("multipart-manifest=delete");
  call.headers = {"Accept: application/json"};
  const HttpResponse response = m_swift.send(location(key), call);
  if (response.status == 404) return {};
  if (response.status == 401 || response.status == 403) return m_swift.refusal(response.status);
  if (!response.ok()) m_swift.refuse(location(key), response);
  return segmented ? deletion_fault(key, response.body) : "";
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

// A kill between the manifest and the note's removal leaves a whole object: its segments stay.
void SwiftPlace::abandon(const store::Unfinished& upload) {
  if (facts().mode == store::WriteMode::dry_run) return;
  const std::string name = object_name(upload.key);
  const HttpResponse head = m_swift.send(location(upload.key), {"HEAD", m_swift.container(), name});
  if (!head.ok() && head.status != 404) m_swift.refuse(location(upload.key), head);
  if (head.ok() && head.header("x-object-meta-upload") == upload.id)
    forget_unfinished(m_swift, name, upload.id, Patience::usual);
  else
    remove_segments(m_swift, name, upload.id, Patience::usual);
}

}  // namespace pcrs::remote
