// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_upload.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "remote/s3_answers.hpp"
#include "remote/xml_tree.hpp"

namespace pcrs::remote {

namespace {

// 32 hex digits, and the count of parts behind. Objects under a server-side key have others, which prove
// nothing.
bool is_md5_etag(const std::string& etag) {
  constexpr std::size_t md5_digits = 32;
  return etag.size() >= md5_digits &&
         etag.find_first_not_of("0123456789abcdef") >= std::min(md5_digits, etag.size()) &&
         (etag.size() == md5_digits || etag[md5_digits] == '-');
}

bool has_own_key(const HttpResponse& response) {
  return response.header("x-amz-server-side-encryption") == "aws:kms" ||
         !response.header("x-amz-server-side-encryption-customer-algorithm").empty();
}

}  // namespace

// Once it was to be completed, the answer alone may be lost. Swift's S3 keeps the upload's parts as those of
// the object: to abort it now could leave an object that shows and cannot be read. The next put looks.
S3Upload::~S3Upload() {
  if (m_id.empty() || m_is_completing) return;
  try {
    m_client.send(m_where, {"DELETE", m_name, {{"uploadId", m_id}}}, Patience::cleanup);
  } catch (const std::exception&) {
    return;  // the next put lists and aborts what is left
  }
}

void S3Upload::check_etag(const HttpResponse& response, const std::string& etag,
                          const std::string& expected) {
  m_own_key = m_own_key || has_own_key(response);
  if (etag == expected || !is_md5_etag(etag) || m_own_key) return;
  const bool shows = m_id.empty() || m_is_completing;
  throw_failed(m_where, "the server kept other bytes than were sent (ETag " + one_line(etag) + ", expected " +
                            expected + "); " + (shows ? removed_wrong() : "its upload is given up"));
}

std::string S3Upload::removed_wrong() {
  const HttpResponse response = m_client.send(m_where, {"DELETE", m_name}, Patience::cleanup);
  return response.ok() || response.status == 404
             ? "the copy was removed"
             : "remove it (the server " + m_client.refusal(response) + ")";
}

std::string S3Upload::send_whole(Payload& payload, const std::string& sha256) {
  S3Call call{"PUT", m_name, {}, m_metadata};
  call.payload_sha256 = sha256;
  call.stream = &payload;
  const HttpResponse response = m_client.need(m_where, call);
  std::string etag = response.etag();
  check_etag(response, etag, payload.md5());
  return etag;
}

void S3Upload::send_part(const Parts& parts) {
  if (m_id.empty())
    m_id = parse_upload_id(m_client.need(m_where, {"POST", m_name, {{"uploads", ""}}, m_metadata}).body,
                           m_where);
  const std::uint64_t number = parts.md5s().size();
  S3Call call{"PUT", m_name, {{"partNumber", std::to_string(number)}, {"uploadId", m_id}}, {}, parts.bytes()};
  call.trusted = true;
  const HttpResponse response = m_client.need(m_where, call);
  m_parts.push_back({number, response.etag()});
  check_etag(response, m_parts.back().etag, parts.md5());
}

// A completion whose answer was lost is tried again, and then there is no such upload any more: the object
// says whether it was ours.
std::string S3Upload::completed_before(const HttpResponse& response) {
  const HttpResponse head = m_client.send(m_where, {"HEAD", m_name});
  if (!head.ok() || head.header("x-amz-meta-sha256") != m_metadata.at("x-amz-meta-sha256"))
    m_client.refuse(m_where, response);
  return head.etag();
}

std::string S3Upload::complete() {
  const std::string body = complete_upload_xml(m_parts);
  m_is_completing = true;
  S3Call call{"POST", m_name, {{"uploadId", m_id}}, {}, as_bytes(body)};
  constexpr int most_tries = 4;
  for (int tried = 1;; ++tried) {
    const HttpResponse response = m_client.send(m_where, call);
    if (response.status == 404) return completed_before(response);
    if (!response.ok()) m_client.refuse(m_where, response);
    // The server answers 200 first and may find a fault while it joins the parts.
    const XmlNode root = parse_xml(response.body, m_where);
    if (root.name == "Error") {
      if (tried == most_tries) m_client.refuse(m_where, response);
      continue;
    }
    std::string etag = root.text_of("ETag");
    if (etag.size() >= 2 && etag.front() == '"') etag = etag.substr(1, etag.size() - 2);
    return etag;
  }
}

std::string S3Upload::send_parts(Parts& parts, const std::function<void(const std::string&)>& require) {
  while (parts.next()) {
    if (parts.is_last()) require(parts.sha256());
    send_part(parts);
  }
  std::string etag = complete();
  const std::string expected = s3_etag(parts.md5s(), true);
  check_etag({}, etag, expected);
  return etag;
}

}  // namespace pcrs::remote
