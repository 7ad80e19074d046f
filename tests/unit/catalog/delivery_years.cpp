// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivery_years.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "catalog/delivery.hpp"
#include "folder.hpp"

using namespace pcrs;
using namespace pcrs::catalog;
using Catch::Contains;

namespace {

constexpr grid::DalleKey western{579000, 6375000}, eastern{580000, 6375000};

// A chantier that receives deliveries and makes dalles of them.
class Territory {
 public:
  void deliver(const std::string& id, std::optional<int> millesime = std::nullopt) {
    Delivery delivery;
    delivery.id = id;
    delivery.millesime = millesime;
    delivery.sequence = next_sequence(m_catalog.root());
    save_delivery(m_catalog.root(), delivery, store::WriteMode::real);
  }
  void make(const grid::DalleKey& key, int millesime, int revision,
            const std::vector<std::string>& deliveries) {
    Record record;
    record.chantier = "lot";
    record.key = key;
    record.dalle = grid::key_text(key, m_catalog.grid());
    record.millesime = millesime;
    record.revision = revision;
    for (const std::string& id : deliveries) record.sources.push_back({id, "a.tif", 1, "aa"});
    m_catalog.add_revision(record);
  }
  std::string years(int current) const {
    std::string text;
    for (const auto& [id, millesime] : delivery_years(m_catalog, current))
      text += id + "=" + (millesime ? std::to_string(*millesime) : "?") + " ";
    return text;
  }
  const Catalog& records() const { return m_catalog; }

 private:
  TestFolder m_folder;
  Catalog m_catalog{m_folder.path(), "lot", {"EPSG:2154", 1000, 0.05}};
};

}  // namespace

TEST_CASE("a delivery says its millésime, whatever the chantier's is today") {
  Territory territory;
  territory.deliver("z", 2025);
  territory.deliver("a", 2028);
  territory.make(western, 2028, 1, {"z"});  // a mistake of before
  CHECK(territory.years(2028) == "z=2025 a=2028 ");
  CHECK(territory.years(2031) == "z=2025 a=2028 ");
  CHECK(ids_of(delivery_years(territory.records(), 2028), 2028) == std::vector<std::string>{"a"});
}

TEST_CASE("an older record has the oldest millésime of the dalles that name it, of any revision") {
  Territory territory;
  for (const char* id : {"one", "covered", "new", "unused"}) territory.deliver(id);
  territory.make(western, 2025, 1, {"covered"});
  territory.make(western, 2025, 2, {"one"});
  // The orthos of 2025 were tiled as those of 2028, before the new ones came.
  territory.make(western, 2028, 1, {"one"});
  territory.make(eastern, 2028, 1, {"one", "new"});
  CHECK(territory.years(2028) == "one=2025 covered=2025 new=2028 unused=? ");
  CHECK(territory.years(2025) == "one=2025 covered=2025 new=2028 unused=? ");
  CHECK(ids_of(delivery_years(territory.records(), 2028), std::nullopt) ==
        std::vector<std::string>{"unused"});
  CHECK(has_dalles_of(territory.records(), "covered", 2025));
  CHECK_FALSE(has_dalles_of(territory.records(), "covered", 2028));
}

TEST_CASE("an older record that no dalle names is of the chantier's millésime in a catalog of no other") {
  Territory territory;
  territory.deliver("one");
  CHECK(territory.years(2028) == "one=2028 ");
  territory.make(western, 2028, 1, {});
  CHECK(territory.years(2028) == "one=2028 ");
  CHECK(territory.years(2031) == "one=? ");
}

TEST_CASE("a record that cannot be read leaves the others to say it") {
  Territory territory;
  territory.deliver("one");
  territory.make(western, 2025, 1, {"one"});
  territory.make(eastern, 2025, 1, {"one"});
  std::ofstream(territory.records().root() / "dalles/2025/E0570-N6370/0579-6375-r1.json") << "{";
  CHECK(territory.years(2028) == "one=2025 ");
}

TEST_CASE("a record of version 2 must say its millésime") {
  Territory territory;
  territory.deliver("one", 2025);
  territory.deliver("two");
  const auto file = territory.records().root() / "deliveries/one/delivery.json";
  Json json = parse_json(store::read_file(file), "here");
  CHECK(json.at("version") == 2);
  json.erase("millesime");
  store::write_file(file, json_text(json), store::WriteMode::real);
  CHECK_THROWS_WITH(territory.years(2025), Contains("\"millesime\" is missing"));
  CHECK(parse_json(store::read_file(territory.records().root() / "deliveries/two/delivery.json"), "here")
            .at("version") == 1);
}
