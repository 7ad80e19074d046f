// SPDX-License-Identifier: Apache-2.0
#include "remote/swift_upload.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "remote/swift_segments.hpp"

namespace pcrs::remote {

// Once the manifest was sent, its answer alone may be lost: an object that shows must keep its segments. The
// note stays, and the next put looks.
SwiftUpload::~SwiftUpload() {
  if (m_id.empty() || m_is_joining) return;
  try {
    remove_segments(m_client, m_name, m_id, Patience::cleanup);
    forget_unfinished(m_client, m_name, m_id, Patience::cleanup);
  } catch (const std::exception&) {
    return;  // the note stays, and the next put removes what is left
  }
}

std::string SwiftUpload::send_file(ByteSource& source, const std::string& md5) {
  SwiftCall call{"PUT", m_client.container(), m_name, "", m_metadata};
  call.headers.push_back("ETag: " + md5);
  call.stream = &source;
  return m_client.need(m_where, call).etag();
}

std::string SwiftUpload::send_whole(const Parts& parts) {
  SwiftCall call{"PUT", m_client.container(), m_name, "", m_metadata, parts.bytes()};
  call.headers.push_back("ETag: " + parts.md5());
  return m_client.need(m_where, call).etag();
}

void SwiftUpload::send_segment(const Parts& parts) {
  if (m_id.empty()) {
    make_segments(m_client);
    const std::string id = new_upload_id();
    const HttpResponse noted = note_unfinished(m_client, m_name, id);
    if (!noted.ok()) m_client.refuse(m_client.url().text(), noted);
    m_id = id;
  }
  const std::string segment = segment_name(m_name, m_id, parts.md5s().size());
  m_client.need(m_where, {"PUT", m_client.segments(), segment, "", {"ETag: " + parts.md5()}, parts.bytes()});
  m_manifest +=
      (m_manifest.empty() ? "" : ",") + json_line(Json{{"path", "/" + m_client.segments() + "/" + segment},
                                                       {"etag", parts.md5()},
                                                       {"size_bytes", parts.bytes().size()}});
  m_size += parts.bytes().size();
}

// The server looks at every segment before the object shows. One without this feature would keep the manifest
// itself as the object: a HEAD tells.
std::string SwiftUpload::join(const Parts& parts) {
  const std::string body = "[" + m_manifest + "]";
  SwiftCall call{"PUT", m_client.container(), m_name, "multipart-manifest=put", m_metadata, as_bytes(body)};
  call.headers.push_back("X-Object-Meta-Upload: " + m_id);
  call.headers.push_back("Content-Type: image/tiff");
  m_is_joining = true;
  m_client.need(m_where, call);
  const HttpResponse head = m_client.need(m_where, {"HEAD", m_client.container(), m_name});
  const bool joined = lower_ascii(head.header("x-static-large-object")) == "true";
  if (joined && head.content_length() == m_size && head.etag() == slo_etag(parts.md5s())) return head.etag();
  const HttpResponse gone =
      m_client.send(m_where, {"DELETE", m_client.container(), m_name}, Patience::cleanup);
  const std::string fate = gone.ok() ? "what shows was removed"
                                     : "remove what shows (the server " + m_client.refusal(gone.status) + ")";
  throw_failed(m_where, joined
                            ? "the server joined other bytes than were sent; " + fate
                            : "has " + bytes_text(m_size) +
                                  " and this Swift joins no segments (its feature \"slo\" is off): ask its "
                                  "operator, or use another place; " +
                                  fate);
}

std::string SwiftUpload::send_parts(Parts& parts, const std::function<void(const std::string&)>& require) {
  while (parts.next()) {
    if (parts.is_last()) require(parts.sha256());
    if (parts.single()) return send_whole(parts);
    send_segment(parts);
  }
  std::string etag = join(parts);
  const std::string id = std::move(m_id);
  m_id.clear();
  forget_unfinished(m_client, m_name, id, Patience::usual);
  return etag;
}

}  // namespace pcrs::remote
