// SPDX-License-Identifier: Apache-2.0
#include "remote/object_source.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

void ObjectSource::failed(const Attempt& attempt) {
  m_download.reset();
  m_client.wait_or_throw(m_name, attempt, ++m_tried);
}

// An answer that begins elsewhere or is of another length would give wrong bytes without a word.
void ObjectSource::check_answer(std::uint64_t offset, const HttpResponse& response) const {
  const std::string range = response.header("content-range");
  const bool part = response.status == 206 && range.starts_with("bytes " + std::to_string(offset) + "-");
  if (offset > 0 && !part) throw_failed(m_name, "the server gave other bytes than were asked for");
  if (response.content_length() != m_size - offset)
    throw_failed(m_name, "the server offers " + std::to_string(response.content_length()) + " bytes where " +
                             std::to_string(m_size - offset) + " are left: the object is damaged");
}

bool ObjectSource::start(std::uint64_t offset) {
  std::vector<std::string> headers;
  if (offset > 0) headers.push_back("Range: bytes=" + std::to_string(offset) + "-");
  if (!m_etag.empty()) headers.push_back("If-Match: \"" + m_etag + "\"");
  const HttpRequest request = m_make(headers);
  m_download = std::make_unique<Download>(m_client, request);
  m_at = offset;
  const HttpResponse& response = m_download->response();
  if (response.status == 0 || is_transient(response)) {
    failed(m_download->attempt());
    return false;
  }
  if (response.ok()) {
    check_answer(offset, response);
    return true;
  }
  if (response.status == 412) throw_failed(m_name, "was replaced while it was read");
  const HttpResponse refusal = response;
  m_download.reset();
  constexpr unsigned most_refusals = 6;  // as Swift's most_renewals
  if (++m_refusals > most_refusals || !m_refused(request, refusal))
    throw_failed(m_name, "answers " + status_text(refusal.status));
  return false;
}

std::size_t ObjectSource::read_at(std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= m_size) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), m_size - offset));
  std::size_t got = 0;
  while (got < wanted) {
    interrupt::check();
    if ((!m_download || m_at != offset + got) && !start(offset + got)) continue;
    const std::size_t more = m_download->read(into.subspan(got, wanted - got));
    if (more == 0) {
      Attempt attempt = m_download->attempt();
      if (attempt.fault.empty()) attempt.fault = "the answer ended early";
      attempt.transient = true;
      failed(attempt);
    } else {
      m_tried = 0;
      m_refusals = 0;
    }
    got += more;
    m_at += more;
  }
  return wanted;
}

}  // namespace pcrs::remote
