// SPDX-License-Identifier: Apache-2.0
// What every transfer by libcurl has in common. Internal to remote/.
#pragma once
#include <curl/curl.h>

#include <exception>
#include <memory>
#include <span>
#include <string>

#include "remote/http.hpp"
#include "remote/rate_limit.hpp"

namespace pcrs::remote {

/// How a server is spoken to, whatever the request.
struct Line {
  std::string ca_file{};  ///< certificates to trust instead of the system's, or empty
  long stalled_s = 60;    ///< without a byte in either direction: the connection is given up
};

/// A transfer's state, at an address that libcurl keeps: made on the heap and never moved.
class CurlHandle {
 public:
  CurlHandle();
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  /// Prepares `request`; `receive` takes the body, in curl's own form. `stoppable`: a signal ends it.
  void prepare(const HttpRequest& request, RateLimit& rate, const Line& line, bool stoppable,
               curl_write_callback receive, void* receiver);
  CURL* get() const { return m_curl; }
  HttpResponse& response() { return m_response; }
  RateLimit& rate() const { return *m_rate; }
  /// What the result of a transfer means. Throws what reading the request's stream threw.
  Attempt judge(CURLcode code);

 private:
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t give_body(char* into, std::size_t size, std::size_t count, void* self);
  static int seek_body(void* self, curl_off_t offset, int origin);
  static int look_for_signal(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  void prepare_method(const HttpRequest& request);
  std::uint64_t body_bytes() const { return m_stream != nullptr ? m_stream->size() : m_body.size(); }
  std::size_t fill(std::span<std::byte> into);

  CURL* m_curl;
  curl_slist* m_headers = nullptr;
  HttpResponse m_response;
  RateLimit* m_rate = nullptr;
  Bytes m_body{};
  ByteSource* m_stream = nullptr;
  std::uint64_t m_sent = 0;
  std::exception_ptr m_thrown;  ///< while the stream was read: nothing may pass through curl
  char m_error[CURL_ERROR_SIZE] = {};
};

}  // namespace pcrs::remote
