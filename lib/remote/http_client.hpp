// SPDX-License-Identifier: Apache-2.0
// Requests with bounded retries, by as many threads as want.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "remote/curl_handle.hpp"
#include "remote/retry.hpp"

namespace pcrs::remote {

/// How hard a request tries.
enum class Patience {
  usual,
  brief,   ///< a few tries: is there anybody?
  cleanup  ///< once and not for long, even when a signal has come: what a failed upload leaves is removed
};

class HttpClient {
 public:
  HttpClient(RetryPolicy policy, std::shared_ptr<RateLimit> rate, Line line);

  /// Sends what `make` makes, anew for each try because signatures carry a date. Any answer that is no sign
  /// of an overloaded server is returned. Throws Error with `where`: retry when the tries are used up, failed
  /// when another one cannot help.
  HttpResponse send(const std::string& where, const std::function<HttpRequest()>& make,
                    Patience patience = Patience::usual);
  /// Counts a failed try that was made elsewhere, and waits; throws as `send` when it was the last.
  void wait_or_throw(const std::string& where, const Attempt& attempt, unsigned tried,
                     Patience patience = Patience::usual) const;

  const Line& line() const { return m_line; }
  RateLimit& rate() const { return *m_rate; }

 private:
  Attempt perform(const HttpRequest& request, Patience patience);
  unsigned tries(Patience patience) const;

  const RetryPolicy m_policy;
  const std::shared_ptr<RateLimit> m_rate;
  const Line m_line;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<CurlHandle>> m_idle;  ///< with their open connections
};

}  // namespace pcrs::remote
