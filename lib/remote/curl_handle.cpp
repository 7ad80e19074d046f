// SPDX-License-Identifier: Apache-2.0
#include "remote/curl_handle.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

namespace {

constexpr long connect_timeout_s = 15;
constexpr long buffer_bytes = 256 << 10;
constexpr long cleanup_timeout_s = 20;

void start_curl() {
  static const CURLcode code = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw_failed("libcurl", "cannot be started");
}

// Another try may find the server up again; a bad certificate or URL stays bad.
bool is_transient_code(CURLcode code) {
  constexpr std::array codes{CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
                             CURLE_COULDNT_CONNECT,      CURLE_OPERATION_TIMEDOUT,
                             CURLE_SEND_ERROR,           CURLE_RECV_ERROR,
                             CURLE_GOT_NOTHING,          CURLE_PARTIAL_FILE,
                             CURLE_SSL_CONNECT_ERROR,    CURLE_WEIRD_SERVER_REPLY,
                             CURLE_SEND_FAIL_REWIND};
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (::curl_easy_setopt(curl, option, value) != CURLE_OK)
    throw_failed("libcurl", "does not take its option " + std::to_string(static_cast<int>(option)));
}

}  // namespace

CurlHandle::CurlHandle() : m_curl((start_curl(), ::curl_easy_init())) {
  if (m_curl == nullptr) throw_failed("libcurl", "gives no handle");
}

CurlHandle::~CurlHandle() {
  ::curl_easy_cleanup(m_curl);
  ::curl_slist_free_all(m_headers);
}

void CurlHandle::prepare(const HttpRequest& request, RateLimit& rate, const Line& line, bool stoppable,
                         curl_write_callback receive, void* receiver) {
  ::curl_easy_reset(m_curl);  // keeps the connections
  m_response = {};
  m_rate = &rate;
  m_body = request.body;
  m_stream = request.stream;
  m_thrown = nullptr;
  m_sent = 0;
  m_error[0] = '\0';
  set(m_curl, CURLOPT_NOSIGNAL, 1L);
  set(m_curl, CURLOPT_URL, request.url.c_str());
  set(m_curl, CURLOPT_PATH_AS_IS, 1L);
  set(m_curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(m_curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(m_curl, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
  set(m_curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(m_curl, CURLOPT_LOW_SPEED_TIME, line.stalled_s);
  if (!stoppable) set(m_curl, CURLOPT_TIMEOUT, cleanup_timeout_s);
  set(m_curl, CURLOPT_BUFFERSIZE, buffer_bytes);
  set(m_curl, CURLOPT_UPLOAD_BUFFERSIZE, buffer_bytes);
  set(m_curl, CURLOPT_USERAGENT, "pcrs-dalles/" PCRS_VERSION);
  set(m_curl, CURLOPT_ERRORBUFFER, m_error);
  set(m_curl, CURLOPT_HEADERFUNCTION, &take_header);
  set(m_curl, CURLOPT_HEADERDATA, this);
  set(m_curl, CURLOPT_WRITEFUNCTION, receive);
  set(m_curl, CURLOPT_WRITEDATA, receiver);
  set(m_curl, CURLOPT_XFERINFOFUNCTION, &look_for_signal);
  set(m_curl, CURLOPT_NOPROGRESS, stoppable ? 0L : 1L);
  if (!line.ca_file.empty()) set(m_curl, CURLOPT_CAINFO, line.ca_file.c_str());
  prepare_method(request);
}

void CurlHandle::prepare_method(const HttpRequest& request) {
  ::curl_slist_free_all(m_headers);
  m_headers = nullptr;
  for (const std::string& header : request.headers) {
    curl_slist* const longer = ::curl_slist_append(m_headers, header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    m_headers = longer;
  }
  set(m_curl, CURLOPT_HTTPHEADER, m_headers);
  if (request.method == "HEAD") return set(m_curl, CURLOPT_NOBODY, 1L);
  if (request.method == "PUT" || request.method == "POST") {
    set(m_curl, CURLOPT_UPLOAD, 1L);
    set(m_curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body_bytes()));
    set(m_curl, CURLOPT_READFUNCTION, &give_body);
    set(m_curl, CURLOPT_READDATA, this);
    set(m_curl, CURLOPT_SEEKFUNCTION, &seek_body);
    set(m_curl, CURLOPT_SEEKDATA, this);
  }
  set(m_curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

std::size_t CurlHandle::take_header(char* data, std::size_t size, std::size_t count, void* self) {
  HttpResponse& response = static_cast<CurlHandle*>(self)->m_response;
  const std::string_view line = trim(std::string_view(data, size * count));
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    response = {};  // a 100 Continue came before
    const auto words = split(line, ' ');
    if (words.size() > 1) response.status = to_number<int>(words[1]).value_or(0);
  } else if (colon != std::string_view::npos) {
    response.headers[lower_ascii(line.substr(0, colon))] = trim(line.substr(colon + 1));
  }
  return size * count;
}

std::size_t CurlHandle::fill(std::span<std::byte> into) {
  if (m_stream == nullptr) {
    std::memcpy(into.data(), m_body.data() + m_sent, into.size());
    return into.size();
  }
  const std::size_t got = m_stream->read_at(m_sent, into);
  if (got == 0) throw_failed(m_stream->name(), "ended early: it was cut short while it was read");
  return got;
}

std::size_t CurlHandle::give_body(char* into, std::size_t size, std::size_t count, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  const auto bytes =
      static_cast<std::size_t>(std::min<std::uint64_t>(size * count, handle.body_bytes() - handle.m_sent));
  if (bytes == 0) return 0;
  if (!handle.m_rate->take(bytes)) return CURL_READFUNC_ABORT;
  try {
    const std::size_t given = handle.fill({reinterpret_cast<std::byte*>(into), bytes});
    handle.m_sent += given;
    return given;
  } catch (...) {
    handle.m_thrown = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

// A kept connection that the server had closed meanwhile: curl begins again by itself.
int CurlHandle::seek_body(void* self, curl_off_t offset, int origin) {
  auto& handle = *static_cast<CurlHandle*>(self);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > handle.body_bytes() ||
      (handle.m_stream != nullptr && offset != 0))
    return CURL_SEEKFUNC_CANTSEEK;
  handle.m_sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

int CurlHandle::look_for_signal(void* /*self*/, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return interrupt::signal_number() != 0 ? 1 : 0;
}

Attempt CurlHandle::judge(CURLcode code) {
  if (m_thrown) std::rethrow_exception(m_thrown);
  Attempt attempt{std::move(m_response), {}, false};
  m_response = {};
  if (code == CURLE_OK) {
    attempt.transient = is_transient(attempt.response);
    return attempt;
  }
  // A server may answer and close before it has taken the whole body: its answer counts.
  if (code == CURLE_SEND_ERROR && attempt.response.status >= 400) {
    attempt.transient = is_transient(attempt.response);
    return attempt;
  }
  attempt.fault = m_error[0] != '\0' ? m_error : ::curl_easy_strerror(code);
  long system_code = 0;
  if (::curl_easy_getinfo(m_curl, CURLINFO_OS_ERRNO, &system_code) == CURLE_OK && system_code != 0)
    attempt.fault += ": " + std::generic_category().message(static_cast<int>(system_code));
  attempt.transient = is_transient_code(code);
  return attempt;
}

}  // namespace pcrs::remote
