// SPDX-License-Identifier: Apache-2.0
#include "remote/object_source.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

namespace {

constexpr std::uint64_t first_window = 256 << 10;
constexpr std::uint64_t most_window = 64 << 20;
// A line that breaks after less, time and again, would keep a reader for days.
constexpr std::uint64_t counts_as_progress = 256 << 10;
// To read on costs less than to ask again.
constexpr std::uint64_t most_skipped = 64 << 10;

}  // namespace

void ObjectSource::failed(const Attempt& attempt) {
  m_download.reset();
  m_gained = 0;
  m_client.wait_or_throw(m_name, attempt, ++m_tried);
}

// An answer that begins elsewhere or is of another length would give wrong bytes without a word.
void ObjectSource::check_answer(std::uint64_t offset, const HttpResponse& response) const {
  const std::string range = response.header("content-range");
  const bool part = response.status == 206 && range.starts_with("bytes " + std::to_string(offset) + "-");
  if (offset > 0 && !part) throw_failed(m_name, "the server gave other bytes than were asked for");
  if (response.content_length() != m_end - offset)
    throw_failed(m_name, "the server offers " + std::to_string(response.content_length()) + " bytes where " +
                             std::to_string(m_end - offset) + " are left: the object is damaged");
}

std::uint64_t ObjectSource::end_of_request(std::uint64_t offset) {
  if (offset != m_at)
    m_window = first_window;
  else if (m_window > 0)
    m_window = m_window < most_window ? 4 * m_window : 0;
  return m_window == 0 ? m_size : std::min(m_size, offset + m_window);
}

bool ObjectSource::start(std::uint64_t offset) {
  std::vector<std::string> headers;
  m_end = end_of_request(offset);
  if (m_end < m_size)
    headers.push_back("Range: bytes=" + std::to_string(offset) + "-" + std::to_string(m_end - 1));
  else if (offset > 0)
    headers.push_back("Range: bytes=" + std::to_string(offset) + "-");
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

// Passes over the headers between two members of a tar.
bool ObjectSource::stands_at(std::uint64_t offset) {
  std::array<std::byte, most_skipped> skipped;
  while (m_download && m_at < offset && offset < m_end && offset - m_at <= most_skipped) {
    const std::size_t got = m_download->read(std::span(skipped).first(offset - m_at));
    if (got == 0) return false;
    m_at += got;
  }
  return m_download && m_at == offset && m_at < m_end;
}

std::size_t ObjectSource::read_at(std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= m_size) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), m_size - offset));
  std::size_t got = 0;
  while (got < wanted) {
    interrupt::check();
    if (!stands_at(offset + got) && !start(offset + got)) continue;
    const auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(wanted - got, m_end - m_at));
    const std::size_t more = m_download->read(into.subspan(got, asked));
    if (more == 0) {
      Attempt attempt = m_download->attempt();
      if (attempt.fault.empty()) attempt.fault = "the answer ended early";
      attempt.transient = true;
      failed(attempt);
    } else {
      m_gained += more;
      if (m_gained >= counts_as_progress) m_tried = 0;
      m_refusals = 0;
    }
    got += more;
    m_at += more;
  }
  return wanted;
}

}  // namespace pcrs::remote
