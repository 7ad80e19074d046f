// SPDX-License-Identifier: Apache-2.0
// The COGs of a chantier, by its catalog: what is made, what stands, what is refused, what is recorded.
#include "step/compress.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "catalog/catalog.hpp"
#include "catalog/delivery.hpp"
#include "raster/dalle_reader.hpp"
#include "store/digest.hpp"

using namespace pcrs;
namespace fs = std::filesystem;
namespace compress = pcrs::step::compress;

namespace {

class Listener : public NullReporter {
 public:
  void finding(const Finding& finding) override { rules.push_back(finding.rule); }
  void result(const std::string&, Json record) override { results.push_back(std::move(record)); }
  std::vector<std::string> rules;
  std::vector<Json> results;
};

class Grain : public raster::BandSource {
 public:
  explicit Grain(const grid::DalleKey& key)
      : m_geometry{800,  800,        static_cast<double>(key.west_m), static_cast<double>(key.north_m),
                   0.05, "EPSG:2154"} {}
  const raster::Geometry& geometry() const override { return m_geometry; }
  bool has_mask() const override { return false; }
  void read_rows(int, std::span<std::uint8_t> rgb, std::span<std::uint8_t>) override {
    for (std::uint8_t& value : rgb)
      value = static_cast<std::uint8_t>(90 + ((m_state = m_state * 1664525U + 1) >> 26));
  }

 private:
  raster::Geometry m_geometry;
  std::uint32_t m_state = 7;
};

/// A chantier of 40 m dalles (800 px) with two lossless dalles, as pcrs-tile leaves them.
struct Site {
  fs::path root = fs::temp_directory_path() / ("pcrs-compress." + std::to_string(::getpid()));
  grid::GridSpec grid{"EPSG:2154", 40, 0.05};
  grid::DalleKey first{579000, 6375000}, second{579040, 6375000};
  catalog::Catalog records{root / "catalog", "essai", grid};

  Site() {
    fs::remove_all(root);
    fs::create_directories(root / "work/lossless/2025");
    for (const char* place : {"catalog", "intermediate", "hot"}) fs::create_directories(root / place);
    std::ofstream(root / "zone.geojson") << R"({"type":"FeatureCollection","features":[]})";
    std::ofstream(root / "chantier.toml")
        << "[chantier]\nid = \"essai\"\nname = \"Essai\"\ncode = \"46\"\nmillesime = 2025\nproducer = "
           "\"Essai\"\n"
           "[grid]\ncrs = \"EPSG:2154\"\ndalle_side_m = 40\ngsd_m = 0.05\n"
           "name_pattern = \"{code}-{year}-{x_m:6}-{y_m:7}-LA93-0M05-RVB\"\n"
           "[footprint]\nfile = \"zone.geojson\"\n"
           "[places]\nwork = \"work\"\ncatalog = \"catalog\"\nintermediate = \"intermediate\"\nhot = "
           "\"hot\"\n"
           "[hot]\ndalle_budget = \"300kB\"\ntotal_budget = \"10MB\"\nquality_max = 92\n";
    add(first);
    add(second);
  }
  ~Site() { fs::remove_all(root); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  std::string name_of(const grid::DalleKey& key) const {
    return "46-2025-" + std::to_string(key.west_m) + "-" + std::to_string(key.north_m) + "-LA93-0M05-RVB";
  }
  fs::path lossless(const grid::DalleKey& key) const {
    return root / "work/lossless/2025" / (name_of(key) + ".tif");
  }
  fs::path cog(const grid::DalleKey& key, const std::string& revision = "") const {
    return root / "work/cog/2025" / (name_of(key) + revision + ".tif");
  }
  void add(const grid::DalleKey& key) {
    Grain grain(key);
    raster::CogOptions plain;
    plain.compression = raster::Compression::zstd;
    plain.overviews = false;
    const auto output = store::open_output(lossless(key));
    raster::write_cog(grain, *output, plain);
    output->commit();
    catalog::Product product;
    product.kind = "lossless";
    product.name = name_of(key) + ".tif";
    product.size_bytes = fs::file_size(lossless(key));
    product.sha256 = store::sha256_file(lossless(key));
    product.made_at = "2025-06-01T00:00:00Z";
    product.tool = "test";
    product.add_copy({"work", "lossless/2025/" + product.name, "2025-06-01T00:00:00Z", "test"});
    catalog::Record record;
    record.chantier = "essai";
    record.key = key;
    record.dalle = grid::key_text(key, grid);
    record.millesime = 2025;
    record.sources = {{"d1", record.dalle + ".tif", 1, std::string(64, 'a')}};
    record.set_product(std::move(product));
    records.add_revision(record);
  }
  compress::Options options() const {
    compress::Options options;
    options.chantier_file = root / "chantier.toml";
    options.jobs = 2;
    return options;
  }
  Summary run(Listener& listener) { return compress::run(options(), listener); }
  catalog::Record latest(const grid::DalleKey& key) const { return *records.latest(key, 2025); }
  void publish(const grid::DalleKey& key) {
    records.update(key, 2025, [](catalog::Record& record) {
      record.product("cog")->add_copy({"hot", "essai/x.tif", "2025-06-02T00:00:00Z", "test"});
    });
  }
};

}  // namespace

TEST_CASE("every dalle of the catalog gets its COG and its record; a second run does nothing") {
  Site site;
  Listener listener;
  CHECK(site.run(listener).done == 2);
  CHECK(listener.rules.empty());
  const catalog::Record record = site.latest(site.first);
  const catalog::Product* const cog = record.product("cog");
  REQUIRE(cog);
  CHECK(record.revision == 1);
  CHECK(cog->sha256 == store::sha256_file(site.cog(site.first)));
  CHECK(cog->size_bytes == fs::file_size(site.cog(site.first)));
  CHECK(cog->size_bytes <= 300'000);
  CHECK(cog->derived_from == std::vector<std::string>{record.product("lossless")->sha256});
  CHECK(cog->facts["quality"].get<double>() <= 92);
  CHECK(cog->copy_in("work")->key == "cog/2025/" + site.name_of(site.first) + ".tif");
  const auto made = fs::last_write_time(site.cog(site.first));
  fs::permissions(site.lossless(site.first), fs::perms::none);  // nothing needs to be read
  const Summary again = site.run(listener);
  CHECK(again.skipped == 2);
  CHECK(again.done == 0);
  CHECK(fs::last_write_time(site.cog(site.first)) == made);
}

TEST_CASE("a COG that is gone or was touched is made again, the same") {
  Site site;
  Listener listener;
  site.run(listener);
  const std::string before = site.latest(site.first).product("cog")->sha256;
  fs::remove(site.cog(site.first));
  fs::last_write_time(site.cog(site.second), fs::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK(site.run(listener).done == 2);
  CHECK(site.latest(site.first).product("cog")->sha256 == before);
  CHECK(store::sha256_file(site.cog(site.first)) == before);
}

TEST_CASE("other parameters replace an unpublished COG, and give a published one a new revision") {
  Site site;
  Listener listener;
  site.run(listener);
  site.publish(site.first);
  compress::Options options = site.options();
  options.quality = 60;
  CHECK(compress::run(options, listener).done == 2);
  const catalog::Record published = site.latest(site.first), other = site.latest(site.second);
  CHECK(published.revision == 2);
  CHECK(published.product("cog")->name == site.name_of(site.first) + "-r2.tif");
  CHECK(published.product("lossless"));
  CHECK(fs::exists(site.cog(site.first)));  // the published bytes stay
  CHECK(fs::exists(site.cog(site.first, "-r2")));
  CHECK(other.revision == 1);
  CHECK(other.product("cog")->facts["quality"].get<double>() == 60.0);
  CHECK(compress::run(options, listener).skipped == 2);
}

TEST_CASE("a published COG stands, even without its work copy") {
  Site site;
  Listener listener;
  site.run(listener);
  site.publish(site.first);
  fs::remove(site.cog(site.first));
  const Summary summary = compress::run(site.options(), listener);
  CHECK(summary.skipped == 2);
  CHECK_FALSE(fs::exists(site.cog(site.first)));
}

TEST_CASE("with --overwrite a published COG is made again under its name, with the same bytes") {
  Site site;
  Listener listener;
  site.run(listener);
  site.publish(site.first);
  const std::string before = site.latest(site.first).product("cog")->sha256;
  fs::remove(site.cog(site.first));
  compress::Options options = site.options();
  options.overwrite = true;
  const Summary summary = compress::run(options, listener);
  CHECK(summary.done == 2);
  CHECK(fs::exists(site.cog(site.first)));
  const catalog::Record record = site.latest(site.first);
  CHECK(record.revision == 1);
  CHECK(record.product("cog")->sha256 == before);
  CHECK(record.product("cog")->copy_in("hot"));
}

TEST_CASE("a lossless dalle that is not the recorded one is never compressed, and the others are") {
  Site site;
  Listener listener;
  {
    std::fstream file(site.lossless(site.first), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5000);
    file.put('x');
  }
  const Summary summary = site.run(listener);
  CHECK(summary.rejected == 1);
  CHECK(summary.done == 1);
  CHECK(listener.rules == std::vector<std::string>{"lossless.changed"});
  CHECK_FALSE(fs::exists(site.cog(site.first)));
  CHECK_FALSE(site.latest(site.first).product("cog"));
}

TEST_CASE("a dalle that another process holds is left alone") {
  Site site;
  Listener listener;
  const auto lock = site.records.try_dalle(site.first);
  const Summary summary = site.run(listener);
  CHECK(summary.busy == 1);
  CHECK(summary.done == 1);
}

TEST_CASE("the lossless dalle is found in a place when it is no longer staged, or asked for") {
  Site site;
  Listener listener;
  const fs::path place = site.root / "intermediate/essai";
  fs::create_directories(place);
  fs::rename(site.lossless(site.first), place / "x.tif");
  fs::remove(site.lossless(site.second));
  site.records.update(site.first, 2025, [](catalog::Record& record) {
    record.product("lossless")->add_copy({"intermediate", "essai/x.tif", "2025-06-01T00:00:00Z", "test"});
  });
  const Summary summary = site.run(listener);
  CHECK(summary.done == 1);
  CHECK(summary.rejected == 1);
  CHECK(listener.rules == std::vector<std::string>{"lossless.missing"});
}

TEST_CASE("dalles are named by key, name or name of a revision; strangers are refused") {
  Site site;
  Listener listener;
  compress::Options options = site.options();
  options.inputs_given = true;
  options.inputs = {site.name_of(site.first) + "-r1.tif", grid::key_text({579080, 6375000}, site.grid)};
  const Summary summary = compress::run(options, listener);
  CHECK(summary.done == 1);
  CHECK(summary.rejected == 1);
  CHECK(listener.rules == std::vector<std::string>{"dalle.unknown"});
  options.inputs = {"photo.tif"};
  CHECK_THROWS_AS(compress::run(options, listener), Error);
}

TEST_CASE("a dalle that is named twice is made once, and never finds itself busy") {
  const Site site;
  auto options = site.options();
  options.inputs_given = true;
  options.jobs = 2;
  const std::string key = grid::key_text(site.first, site.grid);
  options.inputs = {key, site.name_of(site.first) + ".tif", key};
  Listener listener;
  const Summary summary = compress::run(options, listener);
  CHECK(summary.done == 1);
  CHECK(summary.busy == 0);
  CHECK(listener.results.size() == 1);
}

TEST_CASE("a dalle delivered as JPEG is not given a higher quality than it came in") {
  Site site;
  Listener listener;
  catalog::Delivery delivery;
  delivery.id = "d1";
  delivery.roots = {site.root / "disk"};
  catalog::DeliveredFile file;
  file.path = "x.tif";
  file.role = catalog::FileRole::ortho;
  file.sha256 = std::string(64, 'a');
  file.facts["jpeg_quality"] = 71;
  delivery.files = {file};
  catalog::save_delivery(site.records.root(), delivery, store::WriteMode::real);
  compress::Options options = site.options();
  options.budget_bytes = 50'000'000;
  CHECK(compress::run(options, listener).done == 2);
  CHECK(site.latest(site.first).product("cog")->facts["quality"].get<double>() == 71.0);
}

TEST_CASE("the sum of the COGs is held against the hot tier's budget") {
  Site site;
  Listener listener;
  std::string text = store::read_file(site.root / "chantier.toml");
  text.replace(text.find("10MB"), 4, "350kB");
  store::write_file(site.root / "chantier.toml", text);
  const Summary summary = site.run(listener);
  CHECK(summary.done == 2);
  CHECK(listener.rules == std::vector<std::string>{"budget.total"});
  CHECK(summary.more["hot_bytes"].get<std::uint64_t>() > 350'000);
}

TEST_CASE("a dry run encodes, and leaves no trace") {
  Site site;
  Listener listener;
  compress::Options options = site.options();
  options.dry_run = true;
  CHECK(compress::run(options, listener).done == 2);
  CHECK_FALSE(fs::exists(site.root / "work/cog"));
  CHECK_FALSE(site.latest(site.first).product("cog"));
}
