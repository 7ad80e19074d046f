// SPDX-License-Identifier: Apache-2.0
// Malformed requests by the thousand, from a seed: what the parsers say of them, and what the API and the
// WMTS answer. Run by tests/fuzz/test-requests; PCRS_FUZZ_SEED and PCRS_FUZZ_SECONDS say which and how long.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <random>

#include "api_site.hpp"
#include "base/text.hpp"
#include "serve/conditions.hpp"
#include "serve/gate.hpp"
#include "serve/wmts_call.hpp"

using namespace pcrs;
using namespace pcrs::serve;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : to_number<std::uint64_t>(text).value_or(otherwise);
}

const std::vector<std::string>& tokens() {
  static const std::vector<std::string> words{"%2e%2e",
                                              "../",
                                              "..",
                                              "%00",
                                              "%",
                                              "%zz",
                                              "%c0%ae",
                                              "%252e",
                                              "\\",
                                              "//",
                                              "/./",
                                              "?",
                                              "&",
                                              "=",
                                              "+",
                                              "#",
                                              ";",
                                              ",",
                                              "-",
                                              "*",
                                              "\"",
                                              "'",
                                              "<",
                                              ">",
                                              "\r\n",
                                              "\t",
                                              "\x01",
                                              "\x7f",
                                              "\xff",
                                              "\xed\xa0\x80",
                                              "é",
                                              "…",
                                              "1e999",
                                              "nan",
                                              "inf",
                                              "-0",
                                              "0x10",
                                              "99999999999999999999",
                                              "-9223372036854775808",
                                              "18446744073709551615",
                                              "4294967296",
                                              "{",
                                              "}",
                                              "[",
                                              "]",
                                              "null",
                                              "true",
                                              "POLYGON((",
                                              "EMPTY",
                                              "bbox",
                                              "polygon",
                                              "commune",
                                              "EPSG:2154",
                                              "EPSG:999999",
                                              "bytes=",
                                              "Basic ",
                                              "Bearer ",
                                              "W/\"a\"",
                                              "/t/",
                                              "/wmts",
                                              "/api/",
                                              "/demandes/",
                                              "/dalles/2025/",
                                              "GetTile",
                                              "1.0.0"};
  return words;
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : m_random(seed) {}

  std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_random() % count); }
  template <typename List>
  const auto& any(const List& list) {
    return list[below(list.size())];
  }

  /// One of the corpus, changed in one to six places.
  std::string next(const std::vector<std::string>& corpus) {
    std::string text = any(corpus);
    for (std::size_t changes = 1 + below(6); changes > 0; --changes) change(text, corpus);
    if (text.size() > longest) text.resize(longest);
    return text;
  }

 private:
  static constexpr std::size_t longest = 4096;  // of a target: the service reads no more

  void change(std::string& text, const std::vector<std::string>& corpus) {
    const std::size_t at = below(text.size() + 1);
    switch (below(8)) {
      case 0:
        text.insert(at, any(tokens()));
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 2:
        if (at < text.size())
          text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
        break;
      case 3:
        text.erase(at, below(12));
        break;
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), below(40)));
        break;
      case 5:
        text = text.substr(0, at) + any(corpus).substr(0, below(60));
        break;
      case 6:
        text.insert(at, std::string(below(300), any(tokens())[0]));
        break;
      default:
        if (at < text.size()) text.replace(at, 1, any(tokens()));
    }
  }

  std::mt19937_64 m_random;
};

// Calls `one` until the time is over; a thousand times at least, whatever the machine.
template <typename One>
void for_a_while(const One& one) {
  const std::uint64_t seed = setting("PCRS_FUZZ_SEED", 1);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(setting("PCRS_FUZZ_SECONDS", 1));
  Mutator mutator(seed);
  std::size_t rounds = 0;
  for (; rounds < 1000 || std::chrono::steady_clock::now() < until; ++rounds) one(mutator);
  WARN("seed " << seed << ": " << rounds << " inputs");
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\0\r\n \t", 5)) == std::string_view::npos;
}

const std::vector<std::string> targets{
    "/",
    "/dalles/2025/46-2025-0570-6380.tif",
    "/dalles/2025/",
    "/t/pcrs_0123456789abcdef/dalles/",
    "http://host/dalles/?a=b",
    "/api/collections/dalles/items?bbox=571000,6378000,572000,6379000&bbox-crs=EPSG:2154&limit=3&offset=1",
    "/api/collections/dalles/"
    "items?polygon-crs=2154&polygon=POLYGON((570100%206379900,571900%206379900,570100%206378100,"
    "570100%206379900))&millesime=2025,2022&f=json",
    "/api/collections/dalles/items/46-2025-0570-6380?crs=EPSG:2154",
    "/api/search?collections=lot-2025&datetime=2025-01-01/"
    "..&ids=46-2025-0570-6380&intersects=%7B%22type%22:%22Point%22,"
    "%22coordinates%22:[1.4,44.5]%7D",
    "/api/downloads?format=aria2&commune=Cahors,46042",
    "/api/extract?polygon=POLYGON((2%2044,2.001%2044,2%2044.001,2%2044))&crs=EPSG:3945&gsd_m=0.5&format=jpeg",
    "/api/requests/0123456789abcdef0123456789abcdef01234567",
    "/demandes/0123456789abcdef0123456789abcdef01234567/a.tif",
    "/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=ortho&STYLE=normal&TILEMATRIXSET=LAMB93&"
    "TILEMATRIX=11&"
    "TILEROW=281250&TILECOL=28950&FORMAT=image/png",
    "/wmts?service=WMTS&request=GetFeatureInfo&layer=ortho&tilematrixset=PM&tilematrix=18&tilerow=9&tilecol="
    "8&"
    "format=image/jpeg&i=6&j=7&infoformat=application/json",
    "/wmts/1.0.0/ortho/normal/LAMB93/11/281250/28950.png",
    "/wmts/1.0.0/WMTSCapabilities.xml"};

const std::vector<std::string> bodies{
    R"({"bbox":[0,40,3,46],"datetime":"2025-01-01/2025-12-31","limit":4,"collections":["lot-2025","other"]})",
    R"({"intersects":{"type":"Polygon","coordinates":[[[1,44],[2,44],[1,45],[1,44]]]},"ids":["a"]})",
    R"({"dalles":["0570-6380"],"email":"a@example.org","reason":"x","product":"lossless","millesime":2025})",
    R"({"polygon":{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}},"crs":"EPSG:2154"})"};

const std::vector<std::string> ranges{"bytes=0-99",
                                      "bytes=100-",
                                      "bytes=-5",
                                      "bytes=0-0,5-9",
                                      "bytes=9-1",
                                      "items=0-1",
                                      "bytes=5-5",
                                      "bytes= 7 - 9 ",
                                      "\"abc-def\"",
                                      "W/\"abc\"",
                                      "*",
                                      "\"a\", W/\"b\", *",
                                      "Sun, 06 Nov 1994 08:49:37 GMT"};

}  // namespace

TEST_CASE("targets, pairs, hosts and tokens, malformed", "[.fuzz]") {
  for_a_while([](Mutator& mutator) {
    const std::string text = mutator.next(targets);
    INFO("target " << hex_text(text));
    if (const auto target = parse_target(text)) {
      const std::string& path = target->path;
      REQUIRE((!path.empty() && path.front() == '/' && is_utf8(path)));
      REQUIRE((path.find("/../") == path.npos && !path.ends_with("/..") && path.find("/./") == path.npos));
      REQUIRE((path.find("//") == path.npos && path.find('\\') == path.npos && path.find('\0') == path.npos));
      const auto again = parse_target(url_encode(path));
      REQUIRE((again && again->path == path));
      Request request;
      request.path = path;
      request.query = target->query;
      const WmtsCall call = parse_wmts(request);
      if (const auto* fault = std::get_if<WmtsFault>(&call))
        REQUIRE((fault->status >= 400 && fault->status < 600 && is_utf8(fault->text)));
      REQUIRE(product_of(path).size() <= 8);
    }
    Request request;
    for (const char* name : {"host", "x-forwarded-host", "x-forwarded-prefix", "x-forwarded-proto"})
      request.headers.emplace_back(
          name, mutator.next({"pcrs.example.org:8080", "[::1]", "/lot/~a%20b", "https", "a, b"}));
    const std::string root = root_url_of(request, mutator.below(2) == 0, "127.0.0.1:1");
    REQUIRE((root.starts_with("http://") || root.starts_with("https://")));
    REQUIRE((is_one_line(root) && root.find_first_of("<>\"'\\") == root.npos && !root.ends_with('/')));
    secret_of(mutator.next({"Basic YW55OnBjcnNfMDEyMw==", "Bearer pcrs_0123", "Digest x", "Basic ===="}));
  });
}

TEST_CASE("ranges and conditions, malformed", "[.fuzz]") {
  for_a_while([](Mutator& mutator) {
    const Representation what{mutator.below(3) * 1000, "\"abc-def\"",
                              static_cast<UnixTime>(mutator.below(2) * 784'111'777)};
    Request request;
    for (const char* name :
         {"range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})
      if (mutator.below(3) == 0) request.headers.emplace_back(name, mutator.next(ranges));
    request.headers.emplace_back("range", mutator.next(ranges));
    INFO("range " << hex_text(request.headers.back().second));
    const Selection selection = select(request, what);
    const int status = selection.status;
    REQUIRE((status == 200 || status == 206 || status == 304 || status == 412 || status == 416));
    if (status == 206) REQUIRE(selection.range.size_bytes > 0);
    REQUIRE(selection.range.first + selection.range.size_bytes <= what.size_bytes);
    const std::string date = mutator.next(ranges);
    if (const auto time = parse_http_date(date)) REQUIRE(http_date(*time) == date);
  });
}

TEST_CASE("what the service answers to malformed requests", "[.fuzz]") {
  const auto top = std::filesystem::temp_directory_path() / ("pcrs-fuzz-" + std::to_string(::getpid()));
  chantier::Chantier chantier;
  chantier.id = "lot";
  chantier.crs = "EPSG:2154";
  chantier.dalle_side_m = 1000;
  chantier.gsd_m = 0.05;
  chantier.millesime = 2025;
  chantier.name_pattern = "{code}-{year}-{x_km:4}-{y_km:4}";
  chantier.code = "46";
  chantier.catalog = top;
  chantier.products = {{"ortho", {"ouvert_lo", "public"}}, {"lossless", {"ouvert_lo", "public"}}};
  chantier.requests = chantier::Requests();
  std::filesystem::create_directories(top / "lot");
  {
    const ApiSite site(many_dalles(6, 6), chantier);
    for_a_while([&](Mutator& mutator) {
      const bool posted = mutator.below(3) == 0;
      const std::string target = mutator.next(targets);
      const std::string body = posted ? mutator.next(bodies) : "";
      const auto parsed = parse_target(posted && mutator.below(2) == 0 ? mutator.any(targets) : target);
      if (!parsed) return;
      Request request;
      request.method =
          posted ? "POST" : mutator.any(std::vector<std::string>{"GET", "HEAD", "OPTIONS", "PUT"});
      request.path = parsed->path;
      request.query = parsed->query;
      request.body = body;
      request.root_url = "http://127.0.0.1";
      INFO("target " << target << "\nbody " << body);
      const Response response = site.answer(request);
      REQUIRE((response.status >= 200 && (response.status < 500 || response.status == 501)));
      for (const auto& [name, value] : response.headers)
        REQUIRE(value.find_first_of(std::string_view("\0\r\n", 3)) == value.npos);
      const auto* text = std::get_if<std::string>(&response.body);
      const std::string type = header_of(response, "Content-Type");
      if (text != nullptr && !text->empty() && type.find("json") != type.npos)
        REQUIRE_NOTHROW(parse_json(*text, "answer"));
    });
  }
  std::filesystem::remove_all(top);
}
