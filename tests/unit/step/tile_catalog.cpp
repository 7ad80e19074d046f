// SPDX-License-Identifier: Apache-2.0
// pcrs-tile by the catalog: what makes a dalle, a revision, or nothing at all.
#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "catalog/catalog.hpp"
#include "catalog/delivery.hpp"
#include "raster/mosaic_fixture.hpp"
#include "step/tile.hpp"
#include "step/tile_input.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;
namespace tile = pcrs::step::tile;
using namespace pcrs;
using raster::test::Pixel;

namespace {

class Collector : public NullReporter {
 public:
  void result(const std::string& plain, Json record) override {
    if (!plain.empty()) paths.push_back(fs::path(plain).filename().string());
    results.push_back(std::move(record));
  }
  void finding(const Finding& finding) override { rules.push_back(finding.rule); }
  std::vector<std::string> paths, rules;
  std::vector<Json> results;
};

using Names = std::vector<std::string>;
const grid::GridSpec the_grid{"EPSG:2154", 200, 1};
const grid::DalleKey west{578000, 6374000}, east{578200, 6374000};
const std::string west_name = "2025-05780-63740-LA93-1M-RVB.tif";

// A chantier of two dalles of 200 px.
class Chantier {
 public:
  Chantier() {
    configure(6);
    std::ofstream(m_folder / "dallage.csv")
        << "nom\n2025-05780-63740-LA93-1M-RVB\n2025-05782-63740-LA93-1M-RVB\n";
    std::ofstream(m_folder / "territoire.geojson")
        << R"({"type":"Polygon","coordinates":[[[1.4,44.4],[1.6,44.4],[1.6,44.5],[1.4,44.5],[1.4,44.4]]]})";
  }
  void configure(int level) const {
    std::ofstream(m_folder / "chantier.toml") << R"([chantier]
id = "essai"
name = "Essai"
code = "46"
millesime = 2025
producer = "Essai"
[grid]
crs = "EPSG:2154"
dalle_side_m = 200
gsd_m = 1
name_pattern = "{year}-{x_hm:5}-{y_hm:5}-LA93-1M-RVB"
[footprint]
file = "territoire.geojson"
dallage = "dallage.csv"
[places]
work = "work"
catalog = "catalog"
intermediate = "intermediate"
hot = "hot"
[lossless]
compression = "deflate"
level = )" << level << "\n[products.ortho]\nlicence = \"ouvert_lo\"\n";
  }
  fs::path path(const std::string& below) const { return m_folder / below; }
  fs::path work(const std::string& name) const { return path("work/lossless/2025/" + name); }
  catalog::Catalog catalog() const { return {path("catalog"), "essai", the_grid}; }
  catalog::Record record(const grid::DalleKey& key = west) const {
    return catalog().latest(key, 2025).value();
  }

  // A source of one colour and a delivery of it, as ingest would leave it.
  catalog::DeliveredFile ortho(const std::string& name, const raster::test::Made& made,
                               const std::string& mask = "none") const {
    fs::create_directories(path("livraison"));
    raster::test::make(path("livraison/" + name).string(), made);
    catalog::DeliveredFile file;
    file.path = name;
    file.role = catalog::FileRole::ortho;
    const auto stamp = tile::stamp_of(path("livraison/" + name)).value();
    file.size_bytes = stamp.size_bytes;
    file.mtime_ns = stamp.mtime_ns;
    file.sha256 = store::sha256_file(path("livraison/" + name));
    file.facts = {{"bounds_m", {made.west, made.north - made.height, made.west + made.width, made.north}},
                  {"mask", mask}};
    return file;
  }
  void deliver(const std::string& id, std::vector<catalog::DeliveredFile> files) const {
    const fs::path root = path("catalog/essai");
    catalog::Delivery delivery;
    delivery.id = id;
    delivery.roots = {path("livraison")};
    delivery.received_at = "2026-01-01T00:00:00Z";
    delivery.sequence = catalog::next_sequence(root);
    delivery.files = std::move(files);
    catalog::save_delivery(root, delivery, store::WriteMode::real);
  }
  Summary run(Collector& told, const std::function<void(tile::Options&)>& with = {}) const {
    tile::Options options;
    options.chantier_file = path("chantier.toml");
    options.jobs = 2;
    if (with) with(options);
    return tile::run(options, told);
  }
  Names run_paths(const std::function<void(tile::Options&)>& with = {}) const {
    Collector told;
    const Summary summary = run(told, with);
    CHECK(summary.rejected == 0);
    return told.paths;
  }

 private:
  raster::test::Folder m_folder;
};

raster::test::Made square(const grid::DalleKey& key, std::uint8_t red, int width = 200) {
  raster::test::Made made;
  made.west = static_cast<double>(key.west_m);
  made.north = static_cast<double>(key.north_m);
  made.width = width;
  made.height = 200;
  made.pixel_x = 1;
  made.pixel_y = -1;
  made.colour = [red](int x, int y) {
    return Pixel{red, static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y)};
  };
  return made;
}

std::string text_of(const fs::path& path) {
  return store::read_file(path);
}

void set_time(const fs::path& path, std::int64_t mtime_ns) {
  timespec times[2] = {{mtime_ns / 1'000'000'000, mtime_ns % 1'000'000'000},
                       {mtime_ns / 1'000'000'000, mtime_ns % 1'000'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("accepted orthos become dalles and records, and a second run needs no source") {
  const Chantier chantier;
  const auto one = chantier.ortho("a.tif", square(west, 1, 400)),
             two = chantier.ortho("b.tif", square(west, 2, 100));
  chantier.deliver("bloc-1", {one, two});
  CHECK(chantier.run_paths() == Names{west_name, "2025-05782-63740-LA93-1M-RVB.tif"});
  const catalog::Record record = chantier.record();
  REQUIRE(record.sources.size() == 2);
  CHECK(record.sources[1] == catalog::Source{"bloc-1", "b.tif", two.size_bytes, two.sha256});
  const catalog::Product* product = record.product("lossless");
  REQUIRE(product);
  CHECK(product->derived_from == Names{one.sha256, two.sha256});
  CHECK(product->sha256 == store::sha256_file(chantier.work(west_name)));
  CHECK(product->copy_in("work")->key == "lossless/2025/" + west_name);
  CHECK(product->parameters["compression"] == "deflate");
  CHECK_FALSE(product->parameters.contains("resampling"));
  CHECK(product->facts["valid_share"] == 1.0);
  CHECK(chantier.record(east).sources.size() == 1);

  fs::remove_all(chantier.path("livraison"));  // the contractor's disk went back
  const std::string before =
      text_of(chantier.path("catalog/essai/dalles/2025/E0570-N6370/05780-63740-r1.json"));
  Collector told;
  const Summary again = chantier.run(told);
  CHECK(again.skipped == 2);
  CHECK(again.rejected == 0);
  CHECK(told.paths.empty());
  CHECK(before == text_of(chantier.path("catalog/essai/dalles/2025/E0570-N6370/05780-63740-r1.json")));
  CHECK(chantier.run_paths([](tile::Options& options) { options.resampling = "nearest"; }).empty());
}

TEST_CASE("a source that changed since it was ingested rejects its dalles, the others go on") {
  const Chantier chantier;
  chantier.deliver("bloc-1",
                   {chantier.ortho("a.tif", square(west, 1)), chantier.ortho("b.tif", square(east, 2))});
  set_time(chantier.path("livraison/a.tif"), 1'000'000'000);
  Collector told;
  const Summary summary = chantier.run(told);
  CHECK(summary.done == 1);
  CHECK(summary.rejected == 1);
  CHECK(told.rules == Names{"source.changed"});
  fs::remove(chantier.path("livraison/a.tif"));
  Collector gone;
  CHECK(chantier.run(gone).rejected == 1);
  CHECK(gone.rules == Names{"source.missing"});
}

TEST_CASE(
    "a file beside a source that came, changed or went is told; ingested again, it makes the dalle again") {
  const Chantier chantier;
  const auto side = [&](const std::string& text) {
    std::ofstream(chantier.path("livraison/A.TFW")) << text;
    const auto stamp = tile::stamp_of(chantier.path("livraison/A.TFW")).value();
    catalog::DeliveredFile file;
    file.path = "A.TFW";
    file.role = catalog::FileRole::sidecar;
    file.size_bytes = stamp.size_bytes;
    file.mtime_ns = stamp.mtime_ns;
    file.sha256 = store::sha256_file(chantier.path("livraison/A.TFW"));
    return file;
  };
  const auto rejected = [&] {
    Collector told;
    const Summary summary = chantier.run(told);
    return summary.rejected == 1 && told.paths.empty() && told.rules == Names{"source.changed"};
  };
  const auto image = chantier.ortho("a.tif", square(west, 1));
  chantier.deliver("bloc-1", {image});
  chantier.run_paths();
  CHECK(chantier.record().sources.front().sides.empty());

  const auto first = side("0.5\n0\n0\n-0.5\n0\n0\n");
  CHECK(rejected());
  chantier.deliver("bloc-1", {first, image});
  CHECK(chantier.run_paths().size() == 1);
  const std::string digest = chantier.record().sources.front().sides;
  CHECK(digest.size() == 64);
  CHECK(chantier.run_paths().empty());

  const auto second = side("1\n0\n0\n-1\n0.5\n0.5\n");
  CHECK(rejected());
  chantier.deliver("bloc-1", {second, image});
  CHECK(chantier.run_paths().size() == 1);
  CHECK(chantier.record().sources.front().sides != digest);

  fs::remove(chantier.path("livraison/A.TFW"));
  CHECK(rejected());
  chantier.deliver("bloc-1", {image});
  CHECK(chantier.run_paths().size() == 1);

  std::ofstream(chantier.path("livraison/a.tif.ovr")) << "overviews have no say";
  std::ofstream(chantier.path("livraison/aa.tfw")) << "beside another";
  CHECK(chantier.run_paths().empty());
}

TEST_CASE("digests of sources are compared on demand, and always where bytes pass as they are") {
  const Chantier chantier;
  auto made = square(west, 1);
  const bool passes = GENERATE(false, true);
  if (passes) made.options = {"TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2"};
  const auto file = chantier.ortho("a.tif", made);
  chantier.deliver("bloc-1", {file});
  {
    std::fstream bytes(chantier.path("livraison/a.tif"), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(-3, std::ios::end);
    bytes << "!";
  }
  set_time(chantier.path("livraison/a.tif"), file.mtime_ns);
  Collector told;
  CHECK(chantier.run(told, [&](tile::Options& options) { options.verify_sources = !passes; }).rejected == 1);
  CHECK(told.rules == Names{"source.changed"});
  CHECK_FALSE(fs::exists(chantier.work(west_name)));
}

TEST_CASE("a later delivery lies over an earlier one and makes a new revision") {
  const Chantier chantier;
  chantier.deliver("bloc-1",
                   {chantier.ortho("a.tif", square(west, 1)), chantier.ortho("e.tif", square(east, 1))});
  chantier.run_paths();
  const std::string first = text_of(chantier.work(west_name));
  const auto second = chantier.ortho("a2.tif", square(west, 2));
  chantier.deliver("bloc-2", {second});
  CHECK(chantier.run_paths() == Names{"2025-05780-63740-LA93-1M-RVB-r2.tif"});
  CHECK(text_of(chantier.work(west_name)) == first);
  const catalog::Record record = chantier.record();
  CHECK(record.revision == 2);
  REQUIRE(record.sources.size() == 1);  // the first is wholly hidden
  CHECK(record.sources[0].delivery == "bloc-2");
  CHECK(chantier.catalog().load(west, 2025, 1)->state == "superseded");
  CHECK(chantier.record(east).revision == 1);
}

TEST_CASE("other parameters make a new revision, those without a say do not") {
  const Chantier chantier;
  chantier.deliver("bloc-1", {chantier.ortho("a.tif", square(west, 1))});
  chantier.run_paths();
  chantier.configure(9);
  CHECK(chantier.run_paths() == Names{"2025-05780-63740-LA93-1M-RVB-r2.tif"});
  CHECK(chantier.run_paths([](tile::Options& options) { options.trust_nodata = true; }).empty());
}

TEST_CASE("the work file is trusted by size and time, put back when it is damaged or gone") {
  const Chantier chantier;
  chantier.deliver("bloc-1", {chantier.ortho("a.tif", square(west, 1))});
  chantier.run_paths();
  const std::string bytes = text_of(chantier.work(west_name));
  SECTION("another time, the same bytes: kept, and the time is learnt") {
    set_time(chantier.work(west_name), 1'000'000'000);
    CHECK(chantier.run_paths().empty());
    CHECK(chantier.record().product("lossless")->copy_in("work")->extra["mtime_ns"] == 1'000'000'000);
  }
  SECTION("damaged") {
    std::ofstream(chantier.work(west_name)) << std::string(bytes.size(), '?');
    set_time(chantier.work(west_name), 1'000'000'000);
    CHECK(chantier.run_paths() == Names{west_name});
  }
  SECTION("gone") {
    fs::remove(chantier.work(west_name));
    CHECK(chantier.run_paths() == Names{west_name});
  }
  SECTION("asked for") {
    CHECK(chantier.run_paths([](tile::Options& options) { options.overwrite = true; }) == Names{west_name});
  }
  SECTION("gone, but another place holds a copy") {
    chantier.catalog().update(west, 2025, [](catalog::Record& record) {
      record.product("lossless")->add_copy({"nas", "essai/x.tif", "", ""});
    });
    fs::remove(chantier.work(west_name));
    CHECK(chantier.run_paths().empty());
    CHECK(chantier.run_paths([](tile::Options& options) { options.overwrite = true; }) == Names{west_name});
    CHECK(chantier.record().product("lossless")->copy_in("nas"));
  }
  CHECK(chantier.record().revision == 1);
  if (fs::exists(chantier.work(west_name))) CHECK(text_of(chantier.work(west_name)) == bytes);
}

TEST_CASE("national fields are kept where sources agree, and never chosen where they differ") {
  const Chantier chantier;
  auto one = chantier.ortho("a.tif", square(west, 1)), two = chantier.ortho("b.tif", square(west, 2, 100));
  one.facts["national"] = {{"focale", 120}, {"dateAcquisition", "2025-05-01"}, {"x", 1}};
  two.facts["national"] = {{"focale", 120}, {"dateAcquisition", "2025-05-02"}};
  chantier.deliver("bloc-1", {one, two});
  chantier.run_paths();
  CHECK(chantier.record().national == Json{{"focale", 120}});
  const Json differs = chantier.record().product("lossless")->facts["national_differs"];
  CHECK(differs["dateAcquisition"] == Json::array({"2025-05-01", "2025-05-02"}));
  CHECK(differs["x"] == Json::array({1, nullptr}));

  two.facts["national"]["dateAcquisition"] = "2025-05-01";  // the assembly table is corrected, not the images
  catalog::Delivery delivery = *catalog::load_delivery(chantier.path("catalog/essai"), "bloc-1");
  delivery.files = {one, two};
  catalog::save_delivery(chantier.path("catalog/essai"), delivery, store::WriteMode::real);
  CHECK(chantier.run_paths().empty());
  CHECK(chantier.record().national["dateAcquisition"] == "2025-05-01");
  CHECK(chantier.record().revision == 1);
}

TEST_CASE("a dalle that another process makes is left alone") {
  const Chantier chantier;
  chantier.deliver("bloc-1",
                   {chantier.ortho("a.tif", square(west, 1)), chantier.ortho("b.tif", square(east, 2))});
  const auto lock = chantier.catalog().try_dalle(west);
  REQUIRE(lock);
  Collector told;
  const Summary summary = chantier.run(told);
  CHECK(summary.busy == 1);
  CHECK(summary.done == 1);
}

TEST_CASE("sources without a valid pixel make no dalle, and are not read again") {
  const Chantier chantier;
  auto hollow = square(west, 1);
  hollow.alpha = [](int, int) { return 0; };
  const auto file = chantier.ortho("a.tif", hollow, "mask");
  chantier.deliver("bloc-1", {file});
  Collector told;
  chantier.run(told);
  CHECK(told.rules == Names{"tile.empty"});
  CHECK(told.paths.empty());
  CHECK_FALSE(chantier.catalog().latest(west, 2025));
  CHECK_FALSE(fs::exists(chantier.work(west_name)));
  fs::remove(chantier.path("livraison/a.tif"));
  Collector again;
  CHECK(chantier.run(again).skipped == 1);
  CHECK(again.rules.empty());
}

TEST_CASE("a source in another CRS is placed once, and its disk may go back") {
  const Chantier chantier;
  auto made = square(west, 1, 300);
  made.epsg = 3945;
  made.west = 1577920;
  made.north = 4140580;
  made.height = 300;
  auto file = chantier.ortho("a.tif", made);
  file.facts.erase("bounds_m");
  chantier.deliver("bloc-1", {file});
  Collector told;
  chantier.run(told);
  CHECK(std::count(told.rules.begin(), told.rules.end(), "tile.reprojected") >= 1);
  CHECK(chantier.record().product("lossless")->parameters["resampling"] == "cubic");
  fs::remove(chantier.path("livraison/a.tif"));
  Collector again;
  const Summary summary = chantier.run(again);
  CHECK(summary.rejected == 0);
  CHECK(summary.done == 0);
  CHECK(again.rules.empty());
}

TEST_CASE("a dalle whose sources are rejected later stays, and is told") {
  const Chantier chantier;
  chantier.deliver("bloc-1", {chantier.ortho("a.tif", square(west, 1))});
  chantier.run_paths();
  catalog::append_decision(chantier.path("catalog/essai"), "bloc-1",
                           {"a.tif", catalog::Verdict::rejected, "moi", "2026-01-02T00:00:00Z", "floue"});
  Collector told;
  CHECK(chantier.run(told).rejected == 0);
  CHECK(told.rules == Names{"tile.withdrawn"});
  CHECK(fs::exists(chantier.work(west_name)));
}

TEST_CASE("a dry run tells the same and writes nothing") {
  const Chantier chantier;
  chantier.deliver("bloc-1", {chantier.ortho("a.tif", square(west, 1))});
  CHECK(chantier.run_paths([](tile::Options& options) { options.dry_run = true; }) == Names{west_name});
  CHECK_FALSE(fs::exists(chantier.path("work")));
  CHECK_FALSE(fs::exists(chantier.path("catalog/essai/dalles")));
  CHECK_FALSE(fs::exists(chantier.path("catalog/essai/journal")));
}
