// SPDX-License-Identifier: Apache-2.0
#include "remote/download.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace pcrs::remote {

namespace {

// Received and not yet read: what comes beyond waits in the kernel's buffers and slows the server down.
constexpr std::size_t most_waiting_bytes = 1 << 20;
constexpr std::size_t longest_error_body_bytes = 1 << 16;
constexpr int poll_ms = 1000;

}  // namespace

Download::Download(HttpClient& client, const HttpRequest& request)
    : m_handle(std::make_unique<CurlHandle>()), m_multi(::curl_multi_init()) {
  if (m_multi == nullptr) throw_failed("libcurl", "gives no handle");
  m_buffer.reserve(most_waiting_bytes);
  m_handle->prepare(request, client.rate(), client.line(), true, &take, this);
  ::curl_multi_add_handle(m_multi, m_handle->get());
}

Download::~Download() {
  ::curl_multi_remove_handle(m_multi, m_handle->get());
  ::curl_multi_cleanup(m_multi);
}

std::size_t Download::take(char* data, std::size_t size, std::size_t count, void* self) {
  auto& download = *static_cast<Download*>(self);
  const std::size_t bytes = size * count;
  HttpResponse& response = download.m_handle->response();
  if (!response.ok()) {
    if (response.body.size() + bytes <= longest_error_body_bytes) response.body.append(data, bytes);
    return bytes;
  }
  if (download.waiting() > 0 && download.m_buffer.size() + bytes > most_waiting_bytes) {
    download.m_paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  if (!download.m_handle->rate().take(bytes)) return 0;
  download.m_buffer.insert(download.m_buffer.end(), data, data + bytes);
  return bytes;
}

void Download::step() {
  interrupt::check();
  int running = 0, left = 0;
  ::curl_multi_perform(m_multi, &running);
  while (const CURLMsg* message = ::curl_multi_info_read(m_multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    m_ended = true;
    m_code = message->data.result;
  }
  if (!m_ended && waiting() == 0) ::curl_multi_poll(m_multi, nullptr, 0, poll_ms, nullptr);
}

const HttpResponse& Download::response() {
  while (!m_ended && waiting() == 0) step();
  return m_handle->response();
}

std::size_t Download::read(std::span<std::byte> into) {
  while (waiting() == 0 && !m_ended) {
    m_buffer.clear();
    m_taken = 0;
    if (m_paused) {
      m_paused = false;
      ::curl_easy_pause(m_handle->get(), CURLPAUSE_CONT);
    }
    step();
  }
  const std::size_t bytes = std::min(into.size(), waiting());
  if (bytes == 0) return 0;
  std::memcpy(into.data(), m_buffer.data() + m_taken, bytes);
  m_taken += bytes;
  return bytes;
}

}  // namespace pcrs::remote
