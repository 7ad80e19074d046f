// SPDX-License-Identifier: Apache-2.0
#include "format/stac.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;

namespace {

std::map<std::string, Json> parsed(const Site& site) {
  std::map<std::string, Json> documents;
  for (const Document& document : stac_documents(site))
    documents[document.path] = parse_json(document.text, document.path);
  return documents;
}

std::string resolved(const std::string& from, const std::string& href) {
  return (std::filesystem::path(from).parent_path() / href).lexically_normal().string();
}

const Json& item_of(const std::map<std::string, Json>& documents) {
  return documents.at("meta/stac/2025/E0570-N6370/46-2025-0579-6375-LA93-0M05-RVB.json");
}

}  // namespace

TEST_CASE("catalog, collection a millésime, catalog each 10 km, items") {
  const auto documents = parsed(sample_site());
  std::set<std::string> paths;
  for (const auto& [path, json] : documents) paths.insert(path);
  CHECK(paths == std::set<std::string>{"meta/stac/catalog.json", "meta/stac/2022/collection.json",
                                       "meta/stac/2022/E0570-N6370/catalog.json",
                                       "meta/stac/2022/E0570-N6370/46-2022-0579-6375-LA93-0M05-RVB.json",
                                       "meta/stac/2025/collection.json",
                                       "meta/stac/2025/E0570-N6370/catalog.json",
                                       "meta/stac/2025/E0570-N6370/46-2025-0579-6375-LA93-0M05-RVB.json",
                                       "meta/stac/2025/E0580-N6370/catalog.json",
                                       "meta/stac/2025/E0580-N6370/46-2025-0580-6375-LA93-0M05-RVB-r2.json"});
  for (const auto& [path, json] : documents) CHECK(json["stac_version"] == "1.1.0");
}

TEST_CASE("every link between documents leads to one, up and down") {
  const auto documents = parsed(sample_site());
  std::size_t followed = 0;
  std::set<std::string> reached{"meta/stac/catalog.json"};
  for (const auto& [path, json] : documents)
    for (const Json& link : json["links"]) {
      const std::string rel = link["rel"];
      if (rel == "derived_from" || rel == "license") continue;
      const std::string target = resolved(path, link["href"]);
      INFO(path << " " << rel << " " << target);
      CHECK(documents.count(target) == 1);
      if (rel == "child" || rel == "item") reached.insert(target);
      ++followed;
    }
  CHECK(followed > 20);
  CHECK(reached.size() == documents.size());
}

TEST_CASE("an item says what its dalle is") {
  const auto documents = parsed(sample_site());
  const Json& item = item_of(documents);
  CHECK(item["id"] == "46-2025-0579-6375-LA93-0M05-RVB");
  CHECK(item["collection"] == documents.at("meta/stac/2025/collection.json")["id"]);
  const Json& properties = item["properties"];
  CHECK(properties["datetime"] == "2025-06-14T00:00:00Z");
  CHECK(properties["proj:code"] == "EPSG:2154");
  CHECK_FALSE(properties.contains("proj:epsg"));
  CHECK(properties["proj:shape"].dump() == "[20000,20000]");
  CHECK(properties["proj:transform"].dump() == "[0.05,0,579000,0,-0.05,6375000]");
  CHECK(properties["proj:bbox"].dump() == "[579000,6374000,580000,6375000]");
  const Json& asset = item["assets"]["ortho"];
  CHECK(asset["type"] == "image/tiff; application=geotiff; profile=cloud-optimized");
  CHECK(asset["href"] == "../../../../dalles/2025/46-2025-0579-6375-LA93-0M05-RVB.tif");
  CHECK(asset["file:checksum"] == "1220" + std::string(62, 'a') + "07");
  CHECK(asset["file:size"] == 183200000);
  const Json& box = item["bbox"];
  CHECK(box[0] < box[2]);
  CHECK(box[1] < box[3]);
}

TEST_CASE("origins are named by what they are, not by where they lie") {
  std::vector<Json> origins;
  const auto documents = parsed(sample_site());
  for (const Json& link : item_of(documents)["links"])
    if (link["rel"] == "derived_from") origins.push_back(link);
  REQUIRE(origins.size() == 2);
  CHECK(origins[0]["file:checksum"] == "1220" + std::string(64, 'b'));
  CHECK(origins[0]["href"].get<std::string>().rfind("ni:///sha-256;", 0) == 0);
}

TEST_CASE("RFC 6920: the digest of \"Hello World!\" as the RFC writes it") {
  CHECK(named_information("7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069") ==
        "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk");
}

TEST_CASE("a dalle of unknown date spans its millésime") {
  const auto documents = parsed(sample_site());
  const Json& properties =
      documents.at("meta/stac/2022/E0570-N6370/46-2022-0579-6375-LA93-0M05-RVB.json")["properties"];
  CHECK(properties["datetime"].is_null());
  CHECK(properties["start_datetime"] == "2022-01-01T00:00:00Z");
  CHECK(properties["end_datetime"] == "2022-12-31T23:59:59Z");
  PublicDalle odd;
  odd.millesime = 2025;
  odd.national = {{"dateAcquisition", "juin 2025"}};
  CHECK(instant_of(odd).datetime.is_null());
}

TEST_CASE("a site with an address gives absolute assets and self links, and still relative structure") {
  Site site = sample_site();
  site.base_url = "https://pcrs.example.org/lot";
  const auto documents = parsed(site);
  const Json& item = item_of(documents);
  CHECK(item["assets"]["ortho"]["href"] ==
        "https://pcrs.example.org/lot/dalles/2025/46-2025-0579-6375-LA93-0M05-RVB.tif");
  for (const Json& link : item["links"]) {
    if (link["rel"] == "self")
      CHECK(link["href"] ==
            "https://pcrs.example.org/lot/meta/stac/2025/E0570-N6370/46-2025-0579-6375-LA93-0M05-RVB.json");
    if (link["rel"] == "parent") CHECK(link["href"] == "catalog.json");
  }
}

TEST_CASE("a collection carries licence, provider, box and interval of its dalles") {
  const auto documents = parsed(sample_site());
  const Json& collection = documents.at("meta/stac/2025/collection.json");
  CHECK(collection["license"] == "etalab-2.0");
  CHECK(collection["providers"][0]["name"] == "APLC & associés");
  const Json& interval = collection["extent"]["temporal"]["interval"][0];
  CHECK(interval[0] == "2025-01-01T00:00:00Z");
  CHECK(interval[1] == "2025-12-31T23:59:59Z");
  const Json& box = collection["extent"]["spatial"]["bbox"][0];
  CHECK(box[2].get<double>() - box[0].get<double>() == Approx(0.025).margin(0.002));  // two dalles wide
}

TEST_CASE("an empty site still has a root") {
  Site site = sample_site();
  site.dalles.clear();
  CHECK(stac_documents(site).size() == 1);
}
