// SPDX-License-Identifier: Apache-2.0
#include "step/tile_list.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "store/file.hpp"

using namespace pcrs;
using step::ListOptions;

namespace {

class Lines : public NullReporter {
 public:
  void result(const std::string& plain, Json record) override {
    lines.push_back(plain);
    records.push_back(std::move(record));
  }
  std::vector<std::string> lines;
  std::vector<Json> records;
};

class Folder {
 public:
  Folder() : m_path(std::filesystem::temp_directory_path() / ("list-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(m_path);
  }
  ~Folder() { std::filesystem::remove_all(m_path); }
  std::filesystem::path operator/(const char* name) const { return m_path / name; }

 private:
  std::filesystem::path m_path;
};

chantier::Chantier sample(const char* name) {
  return chantier::load(std::filesystem::path(PCRS_SOURCE_DIR) / "samples" / name);
}

}  // namespace

TEST_CASE("the Lot is listed by name, north to south, west to east") {
  Lines lines;
  const Summary summary = step::list_dallage(sample("lot.toml"), {}, lines);
  REQUIRE(lines.lines.size() == 5517);
  CHECK(lines.lines.front() == "46-2025-0582-6440-LA93-0M05-RVB");
  CHECK(lines.lines[1] == "46-2025-0583-6440-LA93-0M05-RVB");
  CHECK(lines.records.front()["dalle"] == "0582-6440");
  CHECK(summary.done == 5517);
}

TEST_CASE("a list is written as text, GeoJSON and GeoPackage, by its extension or its format") {
  const Folder folder;
  const auto write = [&](const char* name, std::optional<std::string> format) {
    Lines lines;
    step::list_dallage(sample("small.toml"), {std::move(format), folder / name}, lines);
    CHECK(lines.lines == std::vector<std::string>{(folder / name).string()});
    return store::read_file(folder / name);
  };
  const std::string text = write("a", {});
  CHECK(std::count(text.begin(), text.end(), '\n') == 9);
  CHECK(text.starts_with("2025-05780-63740-LA93-0M20-RVB\n2025-05782-63740-LA93-0M20-RVB\n"));
  CHECK(parse_json(write("a.geojson", {}), "test")["features"].size() == 9);
  CHECK(write("b", "geojson") == write("a.geojson", {}));
  CHECK(write("a.gpkg", {}).starts_with("SQLite format 3"));
  CHECK(write("c", "gpkg") == write("a.gpkg", {}));
  CHECK(write("c.gpkg", "text") == text);
}

TEST_CASE("a second run leaves the file alone, and no other file is lost") {
  const Folder folder;
  Lines lines;
  ListOptions options{{}, folder / "a.gpkg"};
  CHECK(step::list_dallage(sample("small.toml"), options, lines).done == 1);
  const auto before = std::filesystem::last_write_time(folder / "a.gpkg");
  CHECK(step::list_dallage(sample("small.toml"), options, lines).skipped == 1);
  CHECK(std::filesystem::last_write_time(folder / "a.gpkg") == before);
  std::ofstream(folder / "a.gpkg") << "precious";
  CHECK_THROWS_AS(step::list_dallage(sample("small.toml"), options, lines), Error);
  CHECK(store::read_file(folder / "a.gpkg") == "precious");
  options.overwrite = options.dry_run = true;
  CHECK(step::list_dallage(sample("small.toml"), options, lines).done == 1);
  CHECK(store::read_file(folder / "a.gpkg") == "precious");
  options.dry_run = false;
  step::list_dallage(sample("small.toml"), options, lines);
  CHECK(store::read_file(folder / "a.gpkg").starts_with("SQLite format 3"));
}

TEST_CASE("a bad call or chantier is a usage error before anything is written") {
  const Folder folder;
  Lines lines;
  CHECK_THROWS_AS(step::list_dallage(sample("small.toml"), {"gpkg", {}}, lines), Error);
  CHECK_THROWS_AS(step::list_dallage(sample("small.toml"), {"shp", folder / "a"}, lines), Error);
  chantier::Chantier bad = sample("small.toml");
  bad.name_pattern = "{x_km:4}-{y_km:4}";  // 200 m dalles have no kilometres
  CHECK_THROWS_WITH(step::list_dallage(bad, {}, lines),
                    Catch::Matchers::Contains("small.toml:15: {x_km:4} cannot name"));
  bad = sample("small.toml");
  bad.footprint = folder / "none.geojson";
  CHECK_THROWS_AS(step::list_dallage(bad, {{}, folder / "a"}, lines), Error);
  CHECK_FALSE(std::filesystem::exists(folder / "a"));
  CHECK(lines.lines.empty());
}
