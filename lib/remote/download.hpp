// SPDX-License-Identifier: Apache-2.0
// One GET whose body is taken at the reader's pace. Internal to remote/.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "remote/curl_handle.hpp"
#include "remote/http_client.hpp"

namespace pcrs::remote {

class Download {
 public:
  Download(HttpClient& client, const HttpRequest& request);
  ~Download();
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  /// Waits for the answer's head. Its body is there only when the status is none of success.
  const HttpResponse& response();
  /// Some of the next bytes; none at the end, be it early: ask `attempt` then.
  std::size_t read(std::span<std::byte> into);
  /// How it ended.
  Attempt attempt() { return m_handle->judge(m_code); }

 private:
  static std::size_t take(char* data, std::size_t size, std::size_t count, void* self);
  void step();
  std::size_t waiting() const { return m_buffer.size() - m_taken; }

  std::unique_ptr<CurlHandle> m_handle;
  CURLM* m_multi;
  std::vector<char> m_buffer;
  std::size_t m_taken = 0;
  bool m_paused = false;
  bool m_ended = false;
  CURLcode m_code = CURLE_OK;
};

}  // namespace pcrs::remote
