// SPDX-License-Identifier: Apache-2.0
// Whole publications on a small chantier in a temporary folder. A publication never looks into an image, so a
// dalle here is any bytes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalog/catalog.hpp"
#include "catalog/delivery.hpp"
#include "step/publish.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;
using namespace pcrs;
using namespace pcrs::step;

namespace {

constexpr const char* made_at = "2026-03-14T02:07:09Z";

struct Recorder : NullReporter {
  std::vector<std::string> results;
  std::vector<Finding> findings;
  void result(const std::string& plain, Json) override { results.push_back(plain); }
  void finding(const Finding& finding) override { findings.push_back(finding); }
  unsigned count(const std::string& rule) const {
    return static_cast<unsigned>(std::count_if(findings.begin(), findings.end(),
                                               [&](const Finding& finding) { return finding.rule == rule; }));
  }
};

struct Fixture {
  fs::path top = fs::temp_directory_path() / ("pcrs-publish-site-" + std::to_string(::getpid()));
  chantier::Chantier chantier;
  Recorder reporter;

  Fixture() {
    fs::remove_all(top);
    chantier.id = "essai";
    chantier.name = "Essai";
    chantier.crs = "EPSG:2154";
    chantier.dalle_side_m = 200;
    chantier.gsd_m = 0.2;
    chantier.mosaic = false;
    chantier.work = top / "work";
    chantier.catalog = top / "catalog";
    chantier.hot = top / "hot";
    chantier.products["ortho"] = {"ouvert_lo", "public"};
    for (const fs::path& folder : {chantier.work, chantier.catalog, chantier.hot})
      fs::create_directories(folder);
  }
  ~Fixture() { fs::remove_all(top); }

  grid::GridSpec grid() const { return {chantier.crs, chantier.dalle_side_m, chantier.gsd_m}; }
  catalog::Catalog catalog() const { return {chantier.catalog, chantier.id, grid()}; }
  fs::path site(const std::string& path) const { return site_folder(chantier) / path; }

  catalog::Record record(grid::DalleKey key, int revision, const std::string& bytes) const {
    catalog::Record made;
    made.chantier = chantier.id;
    made.key = key;
    made.dalle = grid::key_text(key, grid());
    made.millesime = 2025;
    made.revision = revision;
    catalog::Product cog;
    cog.kind = "cog";
    cog.name = made.dalle + (revision > 1 ? "-r" + std::to_string(revision) : "") + ".tif";
    cog.size_bytes = bytes.size();
    cog.sha256 = store::sha256_text(bytes);
    cog.parameters = {{"compression", "jpeg"}};
    cog.made_at = made_at;
    cog.copies.push_back({"work", "cog/2025/" + cog.name, made_at, "written"});
    made.products.push_back(cog);
    return made;
  }
  catalog::Record add(grid::DalleKey key, int revision = 1, const std::string& bytes = "pixels") const {
    const catalog::Record made = record(key, revision, bytes);
    store::write_file(chantier.work / "cog/2025" / made.products[0].name, bytes);
    catalog().add_revision(made);
    return made;
  }
  Summary publish(PublishOptions options = {}) {
    reporter = {};
    options.jobs = 2;
    return publish_site(chantier, options, reporter);
  }
};

const grid::DalleKey one{578000, 6374000}, two{578200, 6374000};

struct stat status_of(const fs::path& path) {
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status;
}

}  // namespace

TEST_CASE("a published dalle is the file of the work folder, dated as its record says") {
  Fixture f;
  f.add(one);
  const Summary summary = f.publish();
  CHECK(summary.done == 1);
  CHECK(summary.bytes_written == 0);
  const fs::path file = f.site("dalles/2025/05780-63740.tif");
  CHECK(f.reporter.results == std::vector<std::string>{file.string()});
  CHECK(status_of(file).st_nlink == 2);
  CHECK(status_of(file).st_mtim.tv_sec == parse_utc(made_at));
  const auto record = f.catalog().latest(one, 2025);
  REQUIRE(record->product("cog")->copy_in("hot") != nullptr);
  CHECK(record->product("cog")->copy_in("hot")->key == "essai/dalles/2025/05780-63740.tif");
}

TEST_CASE("results come in reading order whatever the threads, and a second run reads nothing") {
  Fixture f;
  f.add(two);
  f.add(one);
  f.publish();
  CHECK(f.reporter.results == std::vector<std::string>{f.site("dalles/2025/05780-63740.tif").string(),
                                                       f.site("dalles/2025/05782-63740.tif").string()});
  const Summary again = f.publish();
  CHECK(again.done == 0);
  CHECK(again.skipped == 2);
  CHECK(again.bytes_read == 0);
  CHECK(again.more["documents_written"] == 0);
}

TEST_CASE("a kill between the file and its record is made good without another copy") {
  Fixture f;
  f.add(one);
  f.publish();
  const ino_t inode = status_of(f.site("dalles/2025/05780-63740.tif")).st_ino;
  f.catalog().update(one, 2025, [](catalog::Record& record) { record.product("cog")->copies.clear(); });
  const Summary summary = f.publish();
  CHECK(summary.rejected == 0);
  CHECK(f.reporter.results.empty());
  CHECK(status_of(f.site("dalles/2025/05780-63740.tif")).st_ino == inode);
  CHECK(f.catalog().latest(one, 2025)->product("cog")->copy_in("hot") != nullptr);
}

TEST_CASE("a file that a kill left before it was ever listed gives way, a listed one does not") {
  Fixture f;
  store::write_file(f.site("dalles/2025/05780-63740.tif"), "older");
  f.add(one);
  CHECK(f.publish().done == 1);
  CHECK(store::read_file(f.site("dalles/2025/05780-63740.tif")) == "pixels");
  f.catalog().update(one, 2025, [](catalog::Record& record) {
    record.product("cog")->copies.erase(record.product("cog")->copies.begin() + 1);
    record.product("cog")->sha256 = store::sha256_text("others");
  });
  store::write_file(f.chantier.work / "cog/2025/05780-63740.tif", "others");
  CHECK(f.publish({.verify = true}).rejected == 1);
  CHECK(f.reporter.count("hot.immutable") == 1);
  CHECK(store::read_file(f.site("dalles/2025/05780-63740.tif")) == "pixels");
}

TEST_CASE("another date alone is looked into once and put right") {
  Fixture f;
  f.add(one);
  f.publish();
  const timespec times[2] = {{1, 0}, {1, 0}};
  ::utimensat(AT_FDCWD, f.site("dalles/2025/05780-63740.tif").c_str(), times, 0);
  CHECK(f.publish().bytes_read == 6);
  CHECK(f.publish().bytes_read == 0);
}

TEST_CASE(
    "reading again what is published finds rot, which takes a dalle without another copy off the listing") {
  Fixture f;
  f.add(one);
  f.add(two);
  f.publish({.move = true});
  CHECK(fs::is_empty(f.chantier.work / "cog/2025"));
  CHECK(f.catalog().latest(one, 2025)->product("cog")->copy_in("work") == nullptr);
  const fs::path file = f.site("dalles/2025/05780-63740.tif");
  store::write_file(file, "rotten");
  const timespec times[2] = {{*parse_utc(made_at), 0}, {*parse_utc(made_at), 0}};
  ::utimensat(AT_FDCWD, file.c_str(), times, 0);
  CHECK(f.publish().bytes_read == 0);  // size and date are trusted
  const Summary verified = f.publish({.verify = true});
  CHECK(verified.bytes_read == 12);
  CHECK(verified.rejected == 1);
  CHECK(f.reporter.count("hot.damaged") == 1);
  CHECK(store::read_file(f.site("dalles/2025/index.html")).find("05780-63740") == std::string::npos);
  CHECK(store::read_file(f.site("meta/dalles.geojson")).find("05780-63740") == std::string::npos);
}

TEST_CASE("when a correction is damaged, what was published before stays shown") {
  Fixture f;
  f.add(one, 1, "first");
  f.publish();
  f.add(one, 2, "second");
  store::write_file(f.chantier.work / "cog/2025/05780-63740-r2.tif", "SECOND");
  CHECK(f.publish().rejected == 1);
  CHECK(f.reporter.count("cog.damaged") == 1);
  const std::string index = store::read_file(f.site("meta/dalles.geojson"));
  CHECK(index.find("05780-63740.tif") != std::string::npos);
  CHECK(index.find("-r2") == std::string::npos);
}

TEST_CASE("a dalle that another process holds waits for the next run") {
  Fixture f;
  f.add(one);
  f.add(two);
  const catalog::Catalog other = f.catalog();
  {
    const auto held = other.try_dalle(one);
    REQUIRE(held);
    const Summary summary = f.publish();
    CHECK(summary.busy == 1);
    CHECK(summary.done == 1);
  }
  CHECK(f.publish().done == 1);
}

TEST_CASE("a stranger among the dalles is neither listed nor removed") {
  Fixture f;
  f.add(one);
  f.publish();
  store::write_file(f.site("dalles/2025/mosaique.tif"), "x");
  const Summary summary = f.publish({.prune = true});
  CHECK(f.reporter.count("hot.unknown") == 1);
  CHECK(summary.more["unlisted_bytes"] == 1);
  CHECK(fs::exists(f.site("dalles/2025/mosaique.tif")));
  CHECK(store::read_file(f.site("dalles/2025/index.html")).find("mosaique") == std::string::npos);
}

TEST_CASE("the last dalle of a millésime takes its listing with it") {
  Fixture f;
  f.add(one);
  f.publish();
  f.catalog().update(one, 2025, [](catalog::Record& record) { record.state = "withdrawn"; });
  CHECK(f.publish().more["withdrawn"] == 1);
  CHECK_FALSE(fs::exists(f.site("dalles/2025")));
  CHECK(fs::exists(f.site("dalles/index.html")));
}

TEST_CASE("no room: the shortfall is told before anything is written") {
  Fixture f;
  f.add(one);
  const fs::path elsewhere = "/dev/shm/pcrs-publish-" + std::to_string(::getpid());
  if (!fs::is_directory("/dev/shm") || status_of("/dev/shm").st_dev == status_of(f.chantier.hot).st_dev) {
    WARN("/dev/shm is no other file system here: not tested");
    return;
  }
  fs::create_directories(elsewhere / "cog/2025");
  f.chantier.work = elsewhere;
  const fs::path sparse = elsewhere / "cog/2025/05782-63740.tif";
  store::write_file(sparse, "");
  auto record = f.record(two, 1, "pixels");
  record.products[0].size_bytes = std::uint64_t{1} << 60U;  // more than any disk
  f.catalog().add_revision(record);
  store::write_file(elsewhere / "cog/2025/05780-63740.tif", "pixels");
  std::string told;
  try {
    f.publish();
  } catch (const Error& error) {
    told = error.what();
  }
  CHECK(told.find("make room for") != std::string::npos);
  CHECK(f.reporter.results.empty());
  CHECK_FALSE(fs::exists(f.site("dalles")));
  fs::remove_all(elsewhere);
}

namespace {

void deliver(Fixture& f, const std::string& id, std::uint64_t sequence, const std::string& bytes) {
  const fs::path root = f.top / id;
  const std::string path = "PCRS vecteur/plan & corps.gml";
  store::write_file(root / path, bytes);
  catalog::Delivery delivery;
  delivery.id = id;
  delivery.roots = {root};
  delivery.sequence = sequence;
  catalog::DeliveredFile plan;
  plan.path = path;
  plan.role = catalog::FileRole::vector;
  plan.size_bytes = bytes.size();
  plan.mtime_ns = std::int64_t{status_of(root / path).st_mtim.tv_sec} * 1'000'000'000;
  plan.sha256 = store::sha256_text(bytes);
  catalog::DeliveredFile refused = plan;
  refused.path = "refusé.dxf";
  store::write_file(root / refused.path, bytes);
  delivery.files = {plan, refused};
  delivery.findings = {{refused.path, "vector.odd", "is odd", Severity::error, ""}};
  catalog::save_delivery(f.catalog().root(), delivery, store::WriteMode::real);
}

}  // namespace

TEST_CASE(
    "vector files are published as they came, by the latest delivery, and only while they are not closed") {
  Fixture f;
  const std::string path = "vecteur/bloc-1/PCRS vecteur/plan & corps.gml";
  deliver(f, "bloc-1", 1, "first plan");
  f.publish();
  CHECK_FALSE(fs::exists(f.site("vecteur")));

  f.chantier.products["vector"] = {"ouvert_lo", "public"};
  CHECK(f.publish().done == 1);
  CHECK(store::read_file(f.site(path)) == "first plan");
  CHECK(status_of(f.site(path)).st_nlink == 1);  // the contractor's file is not ours to date
  CHECK_FALSE(fs::exists(f.site("vecteur/bloc-1/refusé.dxf")));
  const std::string listing = store::read_file(f.site("vecteur/bloc-1/PCRS vecteur/index.html"));
  CHECK(listing.find("href=\"plan%20%26%20corps.gml\"") != std::string::npos);
  CHECK(store::read_file(f.site("vecteur/index.html")).find("href=\"bloc-1/\"") != std::string::npos);
  CHECK(f.publish().done == 0);

  deliver(f, "bloc-2", 2, "second plan");
  fs::remove_all(f.top / "bloc-1");
  CHECK(f.publish().done == 1);
  CHECK_FALSE(fs::exists(f.site("vecteur/bloc-1")));
  CHECK(fs::exists(f.site("vecteur/bloc-2/PCRS vecteur/plan & corps.gml")));

  deliver(f, "bloc-3", 3, "third plan");
  fs::remove_all(f.top / "bloc-3");
  CHECK(f.publish().rejected == 1);
  CHECK(f.reporter.count("vector.unreadable") == 1);

  f.chantier.products["vector"].access = "closed";
  f.publish();
  CHECK_FALSE(fs::exists(f.site("vecteur")));
}

TEST_CASE("a vector file that cannot be had takes nothing off the site") {
  Fixture f;
  f.chantier.products["vector"] = {"ouvert_lo", "public"};
  const fs::path first = f.site("vecteur/bloc-1/PCRS vecteur/plan & corps.gml");
  deliver(f, "bloc-1", 1, "first plan");
  f.publish();

  // The disk has gone home and the site came back from a backup without its dates.
  fs::rename(f.top / "bloc-1", f.top / "gone");
  fs::last_write_time(first, fs::file_time_type::clock::now());
  CHECK(f.publish().rejected == 0);
  CHECK(store::read_file(first) == "first plan");
  CHECK(f.publish().bytes_written == 0);

  // The disk is back, the published file is damaged, and so is the contractor's.
  fs::rename(f.top / "gone", f.top / "bloc-1");
  store::write_file(f.top / "bloc-1/PCRS vecteur/plan & corps.gml", "worse plan");
  store::write_file(first, "damaged");
  PublishOptions dry;
  dry.dry_run = true;
  CHECK(f.publish(dry).rejected == 1);
  CHECK(f.publish().rejected == 1);
  CHECK(f.reporter.count("vector.unreadable") == 1);
  CHECK(store::read_file(first) == "damaged");

  deliver(f, "bloc-2", 2, "second plan");
  fs::remove_all(f.top / "bloc-2");
  CHECK(f.publish().rejected == 1);
  CHECK(fs::exists(first));
  CHECK(fs::exists(f.site("vecteur/bloc-1/PCRS vecteur/index.html")));
}

TEST_CASE("a published dalle that another process holds stays on the site while all is read again") {
  Fixture f;
  f.add(one);
  f.publish();
  const catalog::Catalog other = f.catalog();
  const auto held = other.try_dalle(one);
  REQUIRE(held);
  PublishOptions again;
  again.verify = true;
  CHECK(f.publish(again).busy == 1);
  CHECK(store::read_file(f.site("dalles/2025/index.html")).find("05780-63740.tif") != std::string::npos);
}
