// SPDX-License-Identifier: Apache-2.0
#include "serve/api.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "api_site.hpp"
#include "base/text.hpp"

using namespace pcrs;
using namespace pcrs::serve;

namespace {

const std::string items = "/api/collections/dalles/items";
const std::string in_l93 = "&bbox-crs=EPSG:2154";

std::size_t matched(const ApiSite& site, const std::string& query) {
  const Json json = site.json(items + query);
  INFO(json_line(json).substr(0, 300));
  REQUIRE(json["HTTP"] == 200);
  return json["numberMatched"];
}

std::string fault(const ApiSite& site, const std::string& target, const std::string& body = "") {
  const Json json = site.json(target, body);
  INFO(target);
  CHECK(json["HTTP"] == 400);
  return json.value("detail", "");
}

// A commune whose upper left corner is there.
std::string square(const std::string& code, const std::string& name, int west, int north, int side) {
  const auto point = [](int x, int y) { return Json::array({x, y}); };
  return json_line({{"type", "Feature"},
                    {"properties", {{"code", code}, {"nom", name}}},
                    {"geometry",
                     {{"type", "Polygon"},
                      {"coordinates",
                       {{point(west, north), point(west, north - side), point(west + side, north - side),
                         point(west + side, north), point(west, north)}}}}}});
}

std::string link(const Json& json, const std::string& rel) {
  for (const Json& one : json["links"])
    if (one["rel"] == rel) return one["href"];
  return "";
}

}  // namespace

TEST_CASE("items: found by box, polygon, millésime and date, each dalle once") {
  const ApiSite site(many_dalles(10, 8));
  CHECK(matched(site, "") == 159);
  CHECK(matched(site, "?millesime=2025") == 79);
  CHECK(matched(site, "?millesime=2025,2022") == 159);
  CHECK(matched(site, "?millesime=1999") == 0);
  CHECK(matched(site, "?bbox=571000,6378000,572000,6379000" + in_l93) == 2);
  CHECK(matched(site, "?bbox=571000,6378000,572000.5,6379000" + in_l93) == 4);
  CHECK(matched(site, "?bbox=573500,6376500,573500,6376500" + in_l93) == 1);  // a point in the hole of 2025
  CHECK(matched(site, "?bbox=571000,6378000,0,572000,6379000,9" + in_l93) == 2);
  CHECK(matched(site, "?bbox=-180,-90,180,90") == 159);
  CHECK(matched(site, "?bbox=-61,14,-60,15") == 0);
  CHECK(matched(site, "?datetime=2025-06-14") == 10 + 69);  // the others may be of any day of the year
  CHECK(matched(site, "?datetime=2025-06-15T00:00:00Z/..") == 69);
  CHECK(matched(site, "?datetime=../2022-12-31") == 80);
  CHECK(matched(site, "?datetime=2025-06-15T01:00:00%2B02:00") == 79);
  const std::string triangle = "POLYGON((570100 6379900,571900 6379900,570100 6378100,570100 6379900))";
  CHECK(matched(site, "?polygon-crs=EPSG:2154&millesime=2022&polygon=" + url_encode(triangle)) == 3);
  CHECK(matched(site, "?polygon_crs=2154&millesime=2022&polygon=" + url_encode(triangle)) == 3);
}

TEST_CASE("the search by rows finds what looking at each dalle finds") {
  const format::Site many = many_dalles(40, 30);
  const PublishedIndex index(format::dalle_index(many), "index");
  std::uint32_t random = 1;
  const auto next = [&](double from, double to) {
    random = random * 1664525U + 1013904223U;
    return from + (to - from) * (random >> 8U) / double(1U << 24U);
  };
  for (int i = 0; i < 300; ++i) {
    const double west = next(565e3, 612e3), south = next(6345e3, 6382e3);
    const grid::Bounds box{west, south, west + next(0, i % 3 == 0 ? 20e3 : 1500), south + next(0, 3000)};
    Wanted wanted;
    wanted.region = grid::Region::of_box(box, {"EPSG:2154", false}, "EPSG:2154", index.bounds(), "bbox");
    std::vector<std::size_t> each;
    if (!wanted.region->is_empty())
      for (std::size_t number = 0; number < index.size(); ++number)
        if (wanted.region->meets(index.square(number))) each.push_back(number);
    REQUIRE(index.find(wanted) == each);
  }
}

TEST_CASE("dalles are found by commune: INSEE code, name however it is spelt, several at once") {
  const auto file = std::filesystem::temp_directory_path() / ("communes-" + std::to_string(::getpid()));
  const auto write = [&](const std::string& last) {
    std::ofstream(file)
        << R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2154"}},
      "features":[)"
        << square("46268", "Saint Géry-Vers", 570'100, 6'379'900, 800) << ","
        << square("46042", "Cahors", 570'900, 6'379'900, 800) << ","
        << square("46999", last, 573'000, 6'380'000, 1000) << "]}";
  };
  write("Vers");
  chantier::Chantier chantier;
  chantier.crs = "EPSG:2154";
  chantier.communes = file;
  chantier.communes_field = "nom";
  chantier.communes_code_field = "code";
  const ApiSite site(many_dalles(10, 8), chantier);
  CHECK(matched(site, "?commune=46268&millesime=2025") == 1);
  CHECK(matched(site, "?commune=saint-gery%20vers&millesime=2025") == 1);
  CHECK(matched(site, "?commune=CAHORS") == 4);
  CHECK(matched(site, "?commune=46042,46268&millesime=2025") == 2);  // they share an edge
  CHECK(matched(site, "?commune=vers&millesime=2025") == 1);         // an edge of a dalle is no surface
  CHECK(site.json("/api/search?commune=46042&collections=lot-2025")["numberMatched"] == 2);
  CHECK(site.json("/api/search", R"({"commune":["Cahors","46999"]})")["numberMatched"] == 6);
  CHECK(site.json("/api/downloads?commune=46042&millesime=2022")["count"] == 2);
  CHECK(fault(site, items + "?commune=Figeac").find("commune: holds \"Figeac\"") == 0);
  CHECK(fault(site, items + "?commune=-").find("commune:") == 0);
  CHECK(fault(site, items + "?commune=,").find("commune:") == 0);
  CHECK(fault(site, items + "?commune=46042&bbox=1,2,3,4").find("bbox:") == 0);
  write("Figeac");
  std::filesystem::last_write_time(file,
                                   std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK(matched(site, "?commune=figeac&millesime=2025") == 1);
  std::filesystem::remove(file);
  CHECK(site.ask(items + "?commune=Cahors").status == 503);
  CHECK(fault(ApiSite(many_dalles(2, 2)), items + "?commune=Cahors").find("knows no communes") !=
        std::string::npos);
}

TEST_CASE("pages: next and prev lead through all of them and keep the filters") {
  const ApiSite site(many_dalles(10, 8));
  std::set<std::string> seen;
  std::string target = items + "?millesime=2025&limit=30&bbox=-180,-90,180,90";
  int pages = 0;
  Json json;
  while (!target.empty()) {
    json = site.json(target);
    REQUIRE(json["HTTP"] == 200);
    CHECK(json["numberReturned"] == json["features"].size());
    for (const Json& feature : json["features"]) CHECK(seen.insert(feature["id"]).second);
    const std::string next = link(json, "next");
    target = next.empty() ? "" : next.substr(std::string("https://pcrs.example.org/t/secret").size());
    ++pages;
  }
  CHECK(pages == 3);
  CHECK(seen.size() == 79);
  CHECK(link(json, "prev").find("offset=30") != std::string::npos);
  CHECK(site.json(items + "?limit=100000")["numberReturned"] == 159);
  CHECK(site.json(items + "?offset=4000000000")["numberReturned"] == 0);
}

TEST_CASE("the data sheet has national properties, digest, provenance and absolute links") {
  const ApiSite site(many_dalles(4, 4));
  const Json sheet = site.json(items + "/46-2025-0570-6380");
  REQUIRE(sheet["HTTP"] == 200);
  CHECK(sheet["properties"]["sha256"] == std::string(62, 'a') + "07");
  CHECK(sheet["properties"]["dateAcquisition"] == "2025-06-14");
  CHECK(sheet["properties"]["revision"] == 1);
  CHECK(sheet["properties"]["provenance"][0]["sha256"] == std::string(64, 'b'));
  CHECK(sheet["properties"]["url"] == "https://pcrs.example.org/t/secret/dalles/2025/46-2025-0570-6380.tif");
  CHECK(link(sheet, "enclosure") == "https://pcrs.example.org/t/secret/dalles/2025/46-2025-0570-6380.tif");
  CHECK(link(sheet, "up") == "https://pcrs.example.org/t/secret/dalles/2025/");
  CHECK(link(sheet, "alternate") ==
        "https://pcrs.example.org/t/secret/meta/stac/2025/E0570-N6370/46-2025-0570-6380.json");
  CHECK(site.json(items + "/46-2025-9999-9999")["HTTP"] == 404);
  CHECK(site.json(items + "/")["HTTP"] == 404);
  const Json metres = site.json(items + "/46-2025-0570-6380?crs=EPSG:2154");
  CHECK(metres["geometry"]["coordinates"][0][0] == Json::array({570000.0, 6380000.0}));
}

TEST_CASE("STAC search by GET and POST gives the items of the static catalog") {
  const ApiSite site(many_dalles(4, 4));
  const Json got = site.json("/api/search?collections=lot-2025&limit=2");
  REQUIRE(got["HTTP"] == 200);
  CHECK(got["numberMatched"] == 15);
  CHECK(got["features"][0]["stac_version"] == "1.1.0");
  CHECK(got["features"][0]["assets"]["ortho"]["href"] ==
        "https://pcrs.example.org/t/secret/dalles/2025/46-2025-0570-6380.tif");
  const std::string body =
      R"({"bbox":[0,40,3,46],"datetime":"2025-01-01/2025-12-31","limit":4,"collections":["lot-2025","other"]})";
  const Json posted = site.json("/api/search", body);
  REQUIRE(posted["HTTP"] == 200);
  CHECK(posted["numberMatched"] == 15);
  const Json& next = posted["links"][1];
  CHECK(next["rel"] == "next");
  CHECK(next["method"] == "POST");
  CHECK(next["body"]["offset"] == 4);
  CHECK(next["merge"] == true);
  CHECK(site.json("/api/search?collections=none")["numberMatched"] == 0);
  CHECK(got["features"][0]["properties"]["proj:code"] == "EPSG:2154");
  const Json former = site.json("/api/search?collections=lot-2025&limit=1&projection=1.1");
  CHECK(former["features"][0]["properties"]["proj:epsg"] == 2154);
  CHECK_FALSE(former["features"][0]["properties"].contains("proj:code"));
  CHECK(json_line(former["features"][0]["stac_extensions"]).find("projection/v1.1.0") != std::string::npos);
  CHECK(link(former, "next").find("projection=1.1") != std::string::npos);
  CHECK(fault(site, "/api/search?projection=3").find("projection:") == 0);
  CHECK(site.json("/api/search?ids=46-2025-0570-6380,46-2022-0571-6380,none")["numberMatched"] == 2);
  const Json& ring = got["features"][0]["geometry"];
  const Json here =
      site.json("/api/search", json_line({{"intersects", ring}, {"collections", {"lot-2025"}}}));
  CHECK(here["numberMatched"] >= 1);
}

TEST_CASE("download lists: one line a file, in the forms of wget, aria2 and sha256sum") {
  const ApiSite site(many_dalles(4, 4));
  const auto text = [&](const std::string& form) {
    return std::get<std::string>(
        site.ask("/api/downloads?ids=46-2025-0570-6380,46-2025-0571-6380&format=" + form).body);
  };
  const std::string root = "https://pcrs.example.org/t/secret/dalles/2025/";
  const std::string digest = std::string(62, 'a') + "07";
  CHECK(text("urls") == root + "46-2025-0570-6380.tif\n" + root + "46-2025-0571-6380.tif\n");
  CHECK(text("sha256") == digest + "  46-2025-0570-6380.tif\n" + digest + "  46-2025-0571-6380.tif\n");
  CHECK(text("aria2").find("\n  out=46-2025-0570-6380.tif\n  checksum=sha-256=" + digest + "\n") !=
        std::string::npos);
  const Json json = site.json("/api/downloads?millesime=2025");
  CHECK(json["count"] == 15);
  CHECK(json["files"][1]["size_bytes"] == 1001);
  CHECK(site.ask("/api/downloads?millesime=1999&format=urls").status == 200);
}

TEST_CASE("what is malformed is 400 and says which parameter") {
  const ApiSite site(many_dalles(4, 4));
  for (const char* bad : {"bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=1,2,3,4,5",
                          "bbox=1e999,0,1,1", "bbox=1,9,2,8", "bbox=1,2,3,400", "bbox=1,2,3,4,5,6,7"})
    CHECK(fault(site, items + "?" + bad).find("bbox:") == 0);
  CHECK(fault(site, items + "?bbox=1,2,3,4&bbox-crs=EPSG:27572").find("bbox-crs:") == 0);
  CHECK(fault(site, items + "?limit=0").find("limit:") == 0);
  CHECK(fault(site, items + "?limit=-1").find("limit:") == 0);
  CHECK(fault(site, items + "?offset=x").find("offset:") == 0);
  CHECK(fault(site, items + "?millesime=20x5").find("millesime:") == 0);
  CHECK(fault(site, items + "?datetime=hier").find("datetime:") == 0);
  CHECK(fault(site, items + "?datetime=2025-02-01/2025-01-01").find("datetime:") == 0);
  CHECK(fault(site, items + "?polygon=POLYGON((").find("polygon:") == 0);
  CHECK(fault(site, items + "?crs=EPSG:3945").find("crs:") == 0);
  CHECK(fault(site, items + "?bbxo=1,2,3,4").find("bbxo:") == 0);
  CHECK(fault(site, items + "?bbox=1,2,3,4&polygon=POINT(1%202)").find("bbox:") == 0);
  CHECK(fault(site, "/api/downloads?format=exe").find("format:") == 0);
  CHECK(fault(site, "/api/search", "[1]").find("body:") == 0);
  CHECK(fault(site, "/api/search", "{\"bbox\":[[[1]]]}").find("bbox:") == 0);
  CHECK(fault(site, "/api/search", "{\"a\":" + std::string(100'000, '[')).find("body:") == 0);
  CHECK(fault(site, "/api/extract").find("polygon:") == 0);
  CHECK(fault(site, "/api/extract?polygon=POINT(1.417%2044.47)").find("polygon:") == 0);
  CHECK(fault(site, "/api/extract?polygon=POLYGON((1%2044,2%2044,1%2045,1%2044))").find("million") !=
        std::string::npos);
  CHECK(fault(site, "/api/extract?crs=3857&polygon=POINT(1%201)").find("crs:") == 0);
  CHECK(site.json("/api/nothing")["HTTP"] == 404);
  CHECK(site.ask("/api").status == 301);
}

TEST_CASE("openapi.json names every address, and each parameter that it names is taken there") {
  const ApiSite site(many_dalles(4, 4));
  const Json document = site.json("/api/openapi.json");
  CHECK(document["servers"][0]["url"] == "https://pcrs.example.org/t/secret/api");
  REQUIRE(document["paths"].size() == api_endpoints().size());
  for (const auto& [path, operations] : document["paths"].items()) {
    std::string target = replace_all("/api" + path, "{id}", "46-2025-0570-6380");
    if (path.starts_with("/requests")) {  // this site takes none
      CHECK(site.ask(target, operations.contains("post") ? "{}" : "").status == 404);
      continue;
    }
    CHECK(site.ask(target).status != 404);
    for (const Json& parameter : operations["get"]["parameters"]) {
      if (parameter["in"] == "path") continue;
      const std::string name = parameter["name"];
      const std::string detail = site.json(target + "?" + name + "=zzz").value("detail", "");
      CHECK(detail.find("is no parameter") == std::string::npos);
    }
    CHECK(site.json(target + "?zzz=1")["detail"] ==
          "zzz: is no parameter of this address; see /api/openapi.json");
  }
}

TEST_CASE("another publication is seen by the next call, and answers carry validators") {
  const ApiSite site(many_dalles(4, 4));
  CHECK(matched(site, "") == 31);
  const std::string tag = header_of(site.ask("/api/"), "ETag");
  CHECK(tag.size() == 34);
  site.publish(many_dalles(5, 4));
  CHECK(matched(site, "") == 39);
  const Json landing = site.json("/api/");
  CHECK(link(landing, "service-desc") == "https://pcrs.example.org/t/secret/api/openapi.json");
  CHECK(link(landing, "child") == "https://pcrs.example.org/t/secret/meta/stac/2022/collection.json");
  const Json collection = site.json("/api/collections/dalles");
  CHECK(collection["extent"]["temporal"]["interval"][0][0] == "2022-01-01T00:00:00Z");
}
