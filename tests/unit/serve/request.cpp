// SPDX-License-Identifier: Apache-2.0
#include "serve/request.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::serve;

TEST_CASE("a target is decoded once") {
  CHECK(parse_target("/")->path == "/");
  CHECK(parse_target("/dalles/2025/")->path == "/dalles/2025/");
  CHECK(parse_target("/vecteur/a%20b%26c.gml?x=1")->path == "/vecteur/a b&c.gml");
  CHECK(parse_target("/%C3%A9t%C3%A9")->path == "/été");
  CHECK(parse_target("/%252e%252e/")->path == "/%2e%2e/");
  CHECK(parse_target("/a...b/..c/d..")->path == "/a...b/..c/d..");
  CHECK(parse_target("http://example.org/dalles/")->path == "/dalles/");
  CHECK(parse_target("HTTPS://example.org")->path == "/");
}

TEST_CASE("no spelling of a target leaves the site") {
  const std::string nul("/a\0b", 4);
  for (const std::string raw : {"",
                                "dalles",
                                "*",
                                "/..",
                                "/../etc/passwd",
                                "/dalles/../../etc",
                                "/dalles/..",
                                "/./a",
                                "/a/.",
                                "//etc",
                                "/a//b",
                                "/%2e%2e/etc",
                                "/%2E./etc",
                                "/.%2e/",
                                "/..%2fetc",
                                "/a%2Fb",
                                "/..%5cetc",
                                "/..\\etc",
                                "/a%5Cb",
                                "/%00",
                                "/a%0d%0aX: y",
                                "/a%7f",
                                "/%",
                                "/%4",
                                "/%zz",
                                "/%c0%ae%c0%ae/etc",
                                "/%e0%80%ae",
                                "/%ff",
                                "/a?b=%zz",
                                "/a?b=%00",
                                "/a?%ff=1"}) {
    INFO(raw);
    CHECK(!parse_target(raw));
  }
  CHECK(!parse_target(nul));
}

TEST_CASE("a query keeps its order; blanks, empty values and names without value are read") {
  const auto fields = *parse_query("SERVICE=WMTS&layer=a+b%26c&empty=&flag&&x=1&x=2");
  CHECK(fields ==
        Fields{{"SERVICE", "WMTS"}, {"layer", "a b&c"}, {"empty", ""}, {"flag", ""}, {"x", "1"}, {"x", "2"}});
  Request request;
  request.query = fields;
  CHECK(request.parameter("service") == "WMTS");
  CHECK(request.parameter("X") == "1");
  CHECK(!request.parameter("servic"));
}

TEST_CASE("the root is the one that the client sees") {
  Request request;
  CHECK(root_url_of(request, true, "127.0.0.1:8080") == "http://127.0.0.1:8080");
  request.headers = {{"host", "pcrs.example.org"}};
  CHECK(root_url_of(request, true, "x") == "http://pcrs.example.org");
  request.headers.emplace_back("x-forwarded-proto", "https");
  request.headers.emplace_back("x-forwarded-host", "www.example.org, inner");
  request.headers.emplace_back("x-forwarded-prefix", "/lot/");
  CHECK(root_url_of(request, true, "x") == "https://www.example.org/lot");
  CHECK(root_url_of(request, false, "x") == "http://pcrs.example.org");
}

TEST_CASE("what is no host or path is not believed") {
  Request request;
  request.headers = {{"host", "a b\"<script>"},
                     {"x-forwarded-prefix", "//evil.example/"},
                     {"x-forwarded-proto", "javascript"}};
  CHECK(root_url_of(request, true, "127.0.0.1:8080") == "http://127.0.0.1:8080");
}
