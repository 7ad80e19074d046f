// SPDX-License-Identifier: Apache-2.0
#include "serve/gate.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "serve/secret.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::serve;
namespace fs = std::filesystem;

namespace {

struct House {
  fs::path top;
  std::shared_ptr<Service> service;
  std::shared_ptr<UsageMeter> usage;
  House() {
    std::string name = (fs::temp_directory_path() / "pcrs-gate-XXXXXX").string();
    top = ::mkdtemp(name.data());
    chantier::Chantier chantier;
    chantier.id = "essai";
    chantier.catalog = top;
    chantier.products["ortho"] = {"ouvert_lo", "token"};
    chantier.products["vector"] = {"ouvert_lo", "public"};
    service = std::make_shared<Service>(chantier, SiteRoot(top));
    usage = std::make_shared<UsageMeter>(top / "access");
  }
  ~House() { fs::remove_all(top); }

  TokenStore store() const { return TokenStore(top / "essai"); }
  std::string make(Token token = {}) const {
    if (token.scopes.empty()) token.scopes = {"ortho"};
    token.owner = "Mairie";
    return store().create(token);
  }
  std::string last_id() const { return store().load().back().id; }

  // Status of the refusal, 0 when let in.
  int ask(Request& request) const {
    const auto refusal = Gate(service, usage).enter(request);
    return refusal ? refusal->status : 0;
  }
  int ask(const std::string& path, const std::string& authorization = "") const {
    Request request;
    request.path = path;
    if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
    return ask(request);
  }
};

}  // namespace

TEST_CASE("what needs a token, by path") {
  CHECK(product_of("/dalles/2025/x.tif") == "ortho");
  CHECK(product_of("/dalles") == "ortho");
  CHECK(product_of("/wmts") == "ortho");
  CHECK(product_of("/wmts/1.0.0/WMTSCapabilities.xml") == "ortho");
  CHECK(product_of("/vecteur/a/b.gml") == "vector");
  CHECK(product_of("/dalles.html").empty());
  CHECK(product_of("/meta/dalles.geojson").empty());
  CHECK(product_of("/").empty());
}

TEST_CASE("Authorization by Basic and Bearer") {
  CHECK(secret_of("Bearer abc ") == "abc");
  CHECK(secret_of("bearer abc") == "abc");
  CHECK(secret_of("Basic cXVpOnNlY3JldA==") == "secret");  // qui:secret
  CHECK(secret_of("Basic OnNlY3JldA") == "secret");        // :secret
  CHECK(secret_of("Basic c2VjcmV0Og==") == "secret");      // secret:
  CHECK(secret_of("Basic \x01") == "");
  CHECK(!secret_of("Digest x"));
}

TEST_CASE("a token opens its products by each of its ways") {
  const House house;
  const std::string secret = house.make();
  CHECK(house.ask("/dalles/") == 401);
  CHECK(house.ask("/vecteur/") == 0);
  CHECK(house.ask("/") == 0);
  CHECK(house.ask("/dalles/", "Bearer " + secret) == 0);
  CHECK(house.ask("/dalles/", "Bearer " + secret + "x") == 401);
  CHECK(house.ask("/vecteur/", "Bearer nothing") == 401);
  Request request;
  request.path = "/t/" + secret + "/dalles/2025/";
  request.root_url = "https://example.org";
  CHECK(house.ask(request) == 0);
  CHECK(request.path == "/dalles/2025/");
  CHECK(request.root_url == "https://example.org/t/" + secret);
  CHECK(request.token_id == house.last_id());
  request.path = "/t/" + secret;
  CHECK(house.ask(request) == 0);
  CHECK(request.path == "/");
  CHECK(house.ask("/t/wrong/dalles/") == 401);
  CHECK(house.ask("/t/") == 401);
}

TEST_CASE("no secret is kept, and only the secret opens") {
  const House house;
  const std::string secret = house.make();
  CHECK(secret.size() == 5 + 64);
  const std::string text = store::read_file(house.store().file());
  CHECK(text.find(secret.substr(5)) == std::string::npos);
  CHECK(house.ask("/dalles/", "Bearer " + house.store().load()[0].sha256) == 401);
  CHECK(house.ask("/dalles/", "Bearer " + house.last_id()) == 401);
  CHECK(house.ask("/dalles/", "Bearer ") == 401);
  CHECK((fs::status(house.store().file().parent_path()).permissions() & fs::perms::others_all) ==
        fs::perms::none);
}

TEST_CASE("revoked, expired, of another scope, closed") {
  const House house;
  const std::string secret = house.make();
  const Gate gate(house.service, house.usage);
  Request request;
  request.path = "/dalles/";
  request.headers = {{"authorization", "Bearer " + secret}};
  CHECK(!gate.enter(request));
  house.store().revoke({house.last_id()}, now());
  CHECK(gate.enter(request)->status == 401);  // the same gate, at once
  Token old;
  old.expires = now() - 1;
  CHECK(house.ask("/dalles/", "Bearer " + house.make(old)) == 401);
  Token other;
  other.scopes = {"vector"};
  CHECK(house.ask("/dalles/", "Bearer " + house.make(other)) == 403);
  const std::string good = house.make();
  house.service->chantier.products["ortho"].access = "closed";
  CHECK(house.ask("/dalles/", "Bearer " + good) == 403);
  CHECK(house.ask("/dalles/") == 403);
  CHECK_THROWS_AS(house.store().revoke({"t-none"}, now()), Error);
}

TEST_CASE("rate and daily bytes, by what the logs say") {
  const House house;
  Token slow;
  slow.rate_per_minute = 3;
  const std::string secret = "Bearer " + house.make(slow);
  for (int i = 0; i < 3; ++i) CHECK(house.ask("/dalles/", secret) == 0);
  CHECK(house.ask("/dalles/", secret) == 429);
  Token small;
  small.daily_bytes = 1000;
  const std::string other = "Bearer " + house.make(small);
  CHECK(house.ask("/dalles/", other) == 0);
  fs::create_directories(house.top / "access");
  std::ofstream(house.top / ("access/nginx-" + date_text(now()) + ".jsonl"))
      << R"({"time":")" << utc_text(now()) << R"(","token":")" << house.last_id() << R"(","bytes":1000})"
      << "\n"
      << R"({"time":"2020-01-01T00:00:00Z","token":")" << house.last_id() << R"(","bytes":7})"
      << "\n"
      << R"({"time":"torn)";
  house.usage->logged({}, now());
  CHECK(house.usage->bytes_today(house.last_id(), now()) == 1000);
  CHECK(house.ask("/dalles/", other) == 429);
}

TEST_CASE("bytes count when they begin to leave, and once only when the log says the same") {
  const House house;
  UsageMeter& usage = *house.usage;
  const UnixTime time = now();
  const std::string token = "t-00000001";
  CHECK(usage.reserve(token, 600, 1000, time));
  CHECK(usage.reserve(token, 600, 1000, time));  // the one that passes the bound
  CHECK(!usage.reserve(token, 1, 1000, time));
  CHECK(usage.reserve(token, 1, 0, time));
  usage.settle(token, 600, 100, time);  // the client went away
  usage.settle(token, 1, 1, time);
  CHECK(usage.bytes_today(token, time) == 701);
  CHECK(usage.reserve(token, 600, 1000, time));
  usage.settle(token, 600, 600, time);
  usage.settle(token, 600, 600, time);
  CHECK(usage.bytes_today(token, time) == 1301);
  fs::create_directories(house.top / "access");
  std::ofstream(house.top / ("access/" + date_text(time) + ".jsonl"))
      << R"({"time":")" << utc_text(time) << R"(","token":"t-00000001","bytes":1301})"
      << "\n"
      << R"({"time":")" << utc_text(time) << R"(","token":"t-00000001","bytes":5})"
      << "\n";  // another's
  usage.logged({{token, 1301}}, time);
  CHECK(usage.bytes_today(token, time) == 1306);
  usage.logged({}, time);
  CHECK(usage.bytes_today(token, time) == 1306);
  CHECK(usage.bytes_today(token, time + 86'400) == 0);
  CHECK(usage.reserve(token, 7, 1000, time + 86'400));
  CHECK(usage.bytes_today(token, time + 86'400) == 7);
  usage.logged({}, time + 86'400);
  CHECK(usage.bytes_today(token, time + 86'400) == 7);
}

TEST_CASE("only the logs of the day are read") {
  const House house;
  fs::create_directories(house.top / "access");
  const std::string line = R"({"time":")" + utc_text(now()) + R"(","token":"t-00000001","bytes":9})" + "\n";
  for (const char* name : {"2020-01-01.jsonl", "undated.jsonl"})
    std::ofstream(house.top / "access" / name) << line;
  house.usage->logged({}, now());
  CHECK(house.usage->bytes_today("t-00000001", now()) == 0);
}

TEST_CASE("a list of tokens that cannot be read lets nobody in") {
  const House house;
  const std::string secret = "Bearer " + house.make();
  std::ofstream(house.store().file()) << "{";
  CHECK(house.ask("/dalles/", secret) == 503);
}

TEST_CASE("comparison in constant time compares") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK(!equal_in_constant_time("abc", "abd"));
  CHECK(!equal_in_constant_time("abc", "ab"));
}
