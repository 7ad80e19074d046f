// SPDX-License-Identifier: Apache-2.0
#include "serve/conditions.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::serve;

namespace {

const Representation what{1000, "\"abc\"", 784111777};
constexpr const char* its_date = "Sun, 06 Nov 1994 08:49:37 GMT";

Selection asked(Fields headers, const std::string& method = "GET") {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  return select(request, what);
}

std::string ranged(const std::string& range) {
  const Selection chosen = asked({{"range", range}});
  return std::to_string(chosen.status) + " " + std::to_string(chosen.range.first) + "+" +
         std::to_string(chosen.range.size_bytes);
}

}  // namespace

TEST_CASE("ranges: from the start, the middle, the end, beyond") {
  CHECK(ranged("bytes=0-99") == "206 0+100");
  CHECK(ranged("bytes=990-") == "206 990+10");
  CHECK(ranged("bytes=-5") == "206 995+5");
  CHECK(ranged("bytes=-5000") == "206 0+1000");
  CHECK(ranged("bytes=990-5000") == "206 990+10");
  CHECK(ranged("bytes=999-999") == "206 999+1");
  CHECK(ranged("Bytes = 1-2") == "200 0+1000");
  CHECK(ranged("bytes= 1 - 2 ") == "206 1+2");
}

TEST_CASE("ranges that cannot be met are told, absurd ones are ignored") {
  CHECK(ranged("bytes=1000-") == "416 0+0");
  CHECK(ranged("bytes=18446744073709551615-") == "416 0+0");
  CHECK(ranged("bytes=-0") == "416 0+0");
  for (const char* range :
       {"bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,5-6", "lines=1-2", "bytes=--1",
        "bytes=18446744073709551616-", "bytes=0x1-2", "bytes=+1-2", "bytes", ""})
    CHECK(ranged(range) == "200 0+1000");
}

TEST_CASE("what the client has already is not sent again") {
  CHECK(asked({{"if-none-match", "\"abc\""}}).status == 304);
  CHECK(asked({{"if-none-match", "\"x\", W/\"abc\""}}).status == 304);
  CHECK(asked({{"if-none-match", "*"}}, "HEAD").status == 304);
  CHECK(asked({{"if-none-match", "\"x\""}, {"if-modified-since", its_date}}).status == 200);
  CHECK(asked({{"if-modified-since", its_date}}).status == 304);
  CHECK(asked({{"if-modified-since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status == 200);
  CHECK(asked({{"if-modified-since", "yesterday"}}).status == 200);
}

TEST_CASE("a download is resumed only when it is of the same bytes") {
  const std::pair<std::string, std::string> range{"range", "bytes=10-19"};
  CHECK(asked({range, {"if-range", "\"abc\""}}).status == 206);
  CHECK(asked({range, {"if-range", "\"old\""}}).status == 200);
  CHECK(asked({range, {"if-range", "W/\"abc\""}}).status == 200);
  CHECK(asked({range, {"if-range", its_date}}).status == 206);
  CHECK(asked({range, {"if-range", "Sun, 06 Nov 1994 08:49:38 GMT"}}).status == 200);
  CHECK(asked({range, {"if-match", "\"old\""}}).status == 412);
  CHECK(asked({range, {"if-match", "\"abc\""}}).status == 206);
  CHECK(asked({range, {"if-unmodified-since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status == 412);
  CHECK(asked({range}, "HEAD").status == 200);
}

TEST_CASE("dates of HTTP go and come back; others are refused") {
  CHECK(http_date(784111777) == its_date);
  CHECK(parse_http_date(its_date) == 784111777);
  for (const char* text : {"", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
                           "Sun Nov  6 08:49:37 1994", "Sun, 36 Nov 1994 08:49:37 GMT"})
    CHECK(!parse_http_date(text));
}

TEST_CASE("bytes in memory follow the same rules") {
  Request request;
  const Response whole = conditional(request, text_response(200, "text/plain", "0123456789"));
  CHECK(whole.status == 200);
  const auto etag = whole.headers.front();
  CHECK(etag.first == "ETag");
  request.headers = {{"if-none-match", etag.second}};
  CHECK(conditional(request, text_response(200, "text/plain", "0123456789")).status == 304);
  CHECK(conditional(request, text_response(200, "text/plain", "012345678x")).status == 200);
  request.headers = {{"range", "bytes=2-3"}};
  CHECK(std::get<std::string>(conditional(request, text_response(200, "text/plain", "0123456789")).body) ==
        "23");
  CHECK(conditional(request, problem(404, "no")).status == 404);
  request.headers = {{"if-unmodified-since", its_date}};  // it has no date to compare
  CHECK(conditional(request, text_response(200, "text/plain", "0123456789")).status == 200);
}
