// SPDX-License-Identifier: Apache-2.0
#include "remote/http_client.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"

namespace pcrs::remote {

namespace {

// A listing of 10 000 names has 3 MB; more than this is no answer of an object store.
constexpr std::size_t longest_answer_bytes = 32 << 20;

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  std::string& body = handle.response().body;
  if (body.size() + size * count > longest_answer_bytes) return 0;
  body.append(data, size * count);
  return size * count;
}

std::string reason_of(const Attempt& attempt) {
  return attempt.fault.empty() ? "answers " + status_text(attempt.response.status)
                               : "cannot be reached: " + one_line(attempt.fault);
}

}  // namespace

HttpClient::HttpClient(RetryPolicy policy, std::shared_ptr<RateLimit> rate, Line line)
    : m_policy(policy), m_rate(std::move(rate)), m_line(std::move(line)) {}

Attempt HttpClient::perform(const HttpRequest& request, Patience patience) {
  std::unique_ptr<CurlHandle> handle;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_idle.empty()) {
      handle = std::move(m_idle.back());
      m_idle.pop_back();
    }
  }
  if (!handle) handle = std::make_unique<CurlHandle>();
  const bool stoppable = patience != Patience::cleanup;
  handle->prepare(request, *m_rate, m_line, stoppable, &take_body, handle.get());
  const CURLcode code = ::curl_easy_perform(handle->get());
  if (stoppable) interrupt::check();
  Attempt attempt = handle->judge(code);
  const std::lock_guard lock(m_mutex);
  m_idle.push_back(std::move(handle));
  return attempt;
}

unsigned HttpClient::tries(Patience patience) const {
  switch (patience) {
    case Patience::brief:
      return std::min(m_policy.tries, 3U);
    case Patience::cleanup:
      return 1;
    case Patience::usual:
      break;
  }
  return m_policy.tries;
}

void HttpClient::wait_or_throw(const std::string& where, const Attempt& attempt, unsigned tried,
                               Patience patience) const {
  if (!attempt.transient) throw_failed(where, reason_of(attempt));
  if (tried >= tries(patience))
    throw_retry(where, reason_of(attempt) + " (tried " + std::to_string(tried) +
                           (tried == 1 ? " time" : " times") + "); run this again later");
  const auto asked = retry_after_s(attempt.response.header("retry-after"));
  sleep_unless_stopped(std::chrono::duration<double>(m_policy.delay_s(tried, random_share(), asked)));
  interrupt::check();
}

HttpResponse HttpClient::send(const std::string& where, const std::function<HttpRequest()>& make,
                              Patience patience) {
  for (unsigned tried = 1;; ++tried) {
    Attempt attempt = perform(make(), patience);
    if (attempt.fault.empty() && !attempt.transient) return std::move(attempt.response);
    wait_or_throw(where, attempt, tried, patience);
  }
}

}  // namespace pcrs::remote
