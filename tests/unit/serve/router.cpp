// SPDX-License-Identifier: Apache-2.0
#include "serve/router.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::serve;

namespace {

Handler says(const std::string& text) {
  return [text](const Request& request) {
    return text_response(200, "text/plain", text + " " + request.method);
  };
}

Router sample() {
  Router router;
  router.add({"/", says("files")});
  router.add({"/api/", says("api"), {"GET", "POST"}, true, 100});
  router.add({"/api/fails", [](const Request&) -> Response { throw_failed("/secret/place", "broke"); }});
  router.add({"/api/away", [](const Request&) -> Response { throw_retry("hot", "not mounted"); }});
  return router;
}

std::string asked(const std::string& method, const std::string& path) {
  Request request;
  request.method = method;
  request.path = path;
  const Response response = sample().answer(request);
  return std::to_string(response.status) + " " + std::get<std::string>(response.body);
}

std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

}  // namespace

TEST_CASE("the longest path that fits answers") {
  CHECK(asked("GET", "/") == "200 files GET");
  CHECK(asked("GET", "/dalles/2025/x.tif") == "200 files GET");
  CHECK(asked("GET", "/api/search") == "200 api GET");
  CHECK(asked("GET", "/api") == "200 files GET");
  CHECK(sample().find("/api/x")->heavy);
  CHECK(Router().answer(Request{}).status == 404);
}

TEST_CASE("methods: HEAD goes with GET, others are refused and the good ones named") {
  CHECK(asked("HEAD", "/api/search") == "200 api HEAD");
  CHECK(asked("POST", "/api/search") == "200 api POST");
  Request request;
  request.method = "DELETE";
  const Response refused = sample().answer(request);
  CHECK(refused.status == 405);
  CHECK(header_of(refused, "Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("any origin may ask, with ranges and a token") {
  Request request;
  request.method = "OPTIONS";
  const Response response = sample().answer(request);
  CHECK(response.status == 204);
  CHECK(header_of(response, "Access-Control-Allow-Origin") == "*");
  CHECK(header_of(response, "Access-Control-Allow-Headers").find("Range") != std::string::npos);
}

TEST_CASE("a fault of a handler is told to us and not to the client") {
  Router router = sample();
  std::string told;
  router.on_fault([&](const std::string& path, const std::string& what) { told = path + ": " + what; });
  Request request;
  request.path = "/api/fails";
  const Response failed = router.answer(request);
  CHECK(failed.status == 500);
  CHECK(std::get<std::string>(failed.body).find("secret") == std::string::npos);
  CHECK(told == "/api/fails: /secret/place: broke");
  request.path = "/api/away";
  CHECK(router.answer(request).status == 503);
}
