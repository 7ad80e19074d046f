// SPDX-License-Identifier: Apache-2.0
#include "remote/retry.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "remote/http.hpp"
#include "remote/rate_limit.hpp"

using namespace pcrs::remote;

TEST_CASE("delays double up to a limit, half of each is chance") {
  const RetryPolicy policy;
  CHECK(policy.delay_s(1, 0) == Approx(0.25));
  CHECK(policy.delay_s(1, 1) == Approx(0.5));
  CHECK(policy.delay_s(4, 1) == Approx(4));
  CHECK(policy.delay_s(20, 1) == Approx(30));
  CHECK(policy.delay_s(4'000'000'000, 1) == Approx(30));
}

TEST_CASE("a server's own wish counts, within reason") {
  const RetryPolicy policy;
  CHECK(policy.delay_s(1, 0, 7.0) == Approx(7));
  CHECK(policy.delay_s(1, 0, 1e6) == Approx(120));
  CHECK(policy.delay_s(7, 1, 1.0) == Approx(30));
  CHECK(retry_after_s("12") == 12.0);
  CHECK_FALSE(retry_after_s("Wed, 21 Oct 2026 07:28:00 GMT"));
  CHECK_FALSE(retry_after_s(""));
}

TEST_CASE("which answers are worth another try") {
  const auto transient = [](int status, const std::string& body = "") {
    HttpResponse response;
    response.status = status;
    response.body = body;
    return is_transient(response);
  };
  for (const int status : {408, 429, 500, 502, 503, 504}) CHECK(transient(status));
  for (const int status : {200, 206, 301, 400, 401, 403, 404, 409, 412, 413, 422, 501, 507})
    CHECK_FALSE(transient(status));
  CHECK(transient(400, "<Error><Code>RequestTimeout</Code></Error>"));
}

TEST_CASE("a rate is kept") {
  const auto start = std::chrono::steady_clock::now();
  RateLimit rate(1'000'000);
  for (int i = 0; i < 4; ++i) CHECK(rate.take(50'000));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(took.count() >= 0.19);
  CHECK(RateLimit(0).take(std::uint64_t{1} << 60));
}

TEST_CASE("what a signature covers is encoded its way") {
  CHECK(uri_encode("a/b c", true) == "a/b%20c");
  CHECK(uri_encode("a/b", false) == "a%2Fb");
}
