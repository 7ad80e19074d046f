// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "mosaic_fixture.hpp"

using namespace pcrs::raster;
using namespace pcrs::raster::test;

TEST_CASE("pixels of sources on the grid are the dalle's, to the last one") {
  const Folder folder;
  std::vector<std::string> paths;
  for (const auto& [name, west, north] :
       {std::tuple{"nw", 1000.0, 2000.0}, std::tuple{"ne", 1032.0, 2000.0}, std::tuple{"sw", 1000.0, 1968.0},
        std::tuple{"se", 1032.0, 1968.0}}) {
    Made made;
    made.west = west;
    made.north = north;
    const auto first = static_cast<std::uint8_t>(west - 1000),
               second = static_cast<std::uint8_t>(2000 - north);
    made.colour = [=](int x, int y) {
      return Pixel{static_cast<std::uint8_t>(x + first), static_cast<std::uint8_t>(y + second), 9};
    };
    paths.push_back(make(folder / (std::string(name) + ".tif"), made));
  }
  for (const int step : {1, 7, 64, 100, 128}) {
    Laid laid(paths);
    CHECK_FALSE(laid.mosaic->has_mask());
    const MosaicImage image = read_all(*laid.mosaic, step);
    for (const auto& [x, y] :
         {std::pair{0, 0}, {63, 63}, {64, 63}, {63, 64}, {64, 64}, {127, 0}, {0, 127}, {127, 127}}) {
      const int first = (x % 64) + (x < 64 ? 0 : 32), second = (y % 64) + (y < 64 ? 0 : 32);
      CHECK(image.at(x, y) == Pixel{static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), 9});
    }
  }
}

TEST_CASE("what no source shows is invalid and white") {
  const Folder folder;
  Laid laid({make(folder / "a.tif", {})});
  REQUIRE(laid.mosaic->has_mask());
  const MosaicImage image = read_all(*laid.mosaic, 50);
  CHECK(image.is_valid(63, 63));
  CHECK_FALSE(image.is_valid(64, 63));
  CHECK_FALSE(image.is_valid(63, 64));
  CHECK(image.at(100, 100) == Pixel{255, 255, 255});
  CHECK(laid.mosaic->reach() == Approx(0.25));
}

TEST_CASE("the later source lies over the earlier one, where it is valid") {
  const Folder folder;
  Made below, above;
  below.width = below.height = above.width = above.height = 128;
  below.colour = [](int, int) { return Pixel{1, 1, 1}; };
  above.colour = [](int, int) { return Pixel{2, 2, 2}; };
  above.alpha = [](int x, int) { return x < 100 ? 255 : 0; };
  const std::string first = make(folder / "a.tif", below), second = make(folder / "b.tif", above);
  Laid laid({first, second});
  CHECK_FALSE(laid.mosaic->has_mask());
  const MosaicImage image = read_all(*laid.mosaic, 64);
  CHECK(image.at(99, 5) == Pixel{2, 2, 2});
  CHECK(image.at(100, 5) == Pixel{1, 1, 1});
  Laid turned({second, first});
  CHECK(turned.mosaic->plan()[0].hidden);
  CHECK(read_all(*turned.mosaic, 64).at(5, 5) == Pixel{1, 1, 1});
}

TEST_CASE("validity comes from mask, alpha or nodata") {
  const Folder folder;
  Made made;
  made.width = made.height = 128;
  made.colour = [](int x, int) { return x < 10 ? Pixel{0, 0, 0} : x < 20 ? Pixel{0, 0, 5} : Pixel{8, 8, 8}; };
  SECTION("mask") {
    made.alpha = [](int x, int) { return x < 10 ? 0 : 255; };
  }
  SECTION("alpha, half is enough") {
    made.bands = 4;
    made.alpha = [](int x, int) { return x < 10 ? 127 : 128; };
  }
  SECTION("nodata means all three bands") {
    made.nodata = 0;
  }
  SECTION("nodata on lossy data, believed on demand") {
    made.nodata = 0;
    made.options = {"COMPRESS=JPEG", "JPEG_QUALITY=100", "TILED=YES", "PHOTOMETRIC=RGB"};
    made.colour = [](int x, int) { return x < 16 ? Pixel{0, 0, 0} : Pixel{90, 90, 90}; };
    const std::string path = make(folder / "a.tif", made);
    Laid doubted({path});
    CHECK_FALSE(doubted.mosaic->has_mask());
    REQUIRE(doubted.inspections[0].findings.size() == 1);
    CHECK(doubted.inspections[0].findings[0].rule == "nodata.lossy");
    MosaicOptions options;
    options.trust_lossy_nodata = true;
    Laid believed({path}, options);
    const MosaicImage image = read_all(*believed.mosaic, 128);
    CHECK_FALSE(image.is_valid(15, 0));
    CHECK(image.is_valid(16, 0));
    return;
  }
  Laid laid({make(folder / "a.tif", made)});
  REQUIRE(laid.mosaic->has_mask());
  const MosaicImage image = read_all(*laid.mosaic, 30);
  CHECK_FALSE(image.is_valid(9, 77));
  CHECK(image.at(9, 77) == Pixel{255, 255, 255});
  CHECK(image.is_valid(10, 77));
  CHECK(image.at(10, 77) == Pixel{0, 0, 5});
}

TEST_CASE("a grid that agrees within the tolerance is copied, another is resampled") {
  const Folder folder;
  Made made;
  made.width = made.height = 128;
  made.west = 1000 + 0.09 * 0.5;
  Laid near({make(folder / "near.tif", made)});
  REQUIRE(near.mosaic->plan().size() == 1);
  CHECK(near.mosaic->plan()[0].placement.fit == Fit::exact);
  CHECK(near.mosaic->plan()[0].placement.shift_px == Approx(0.09));
  CHECK(read_all(*near.mosaic, 128).at(77, 5) == Pixel{77, 5, 7});

  made.west = 1000 - 0.25;  // half a pixel
  Laid far({make(folder / "far.tif", made)});
  CHECK(far.mosaic->plan()[0].placement.fit == Fit::resampled);
  const MosaicImage image = read_all(*far.mosaic, 40);
  CHECK(image.at(50, 60)[0] >= 50);
  CHECK(image.at(50, 60)[0] <= 51);
  CHECK(image.at(50, 60)[1] == 60);

  made.west = 1000;
  made.pixel_x = 0.5 * (1 + 0.2 / 128);  // 0.2 px over the dalle: 0.1 at either end from its middle
  Laid drifting({make(folder / "drift.tif", made)});
  CHECK(drifting.mosaic->plan()[0].placement.shift_px == Approx(0.2).margin(0.01));
  CHECK(drifting.mosaic->plan()[0].placement.fit == Fit::resampled);
}

TEST_CASE("rows stored from south to north are turned") {
  const Folder folder;
  Made made;
  made.width = made.height = 128;
  made.north = 2000 - 64;
  made.pixel_y = 0.5;
  made.options = {"BLOCKYSIZE=24"};
  Laid laid({make(folder / "a.tif", made)});
  REQUIRE(laid.mosaic->plan()[0].placement.fit == Fit::exact);
  const MosaicImage image = read_all(*laid.mosaic, 50);
  CHECK(image.at(3, 0) == Pixel{3, 127, 7});
  CHECK(image.at(3, 127) == Pixel{3, 0, 7});
  CHECK(image.at(3, 60) == Pixel{3, 67, 7});
}

TEST_CASE("another CRS is reprojected, the same in windows of any height") {
  const Folder folder;
  const Geometry real{200, 200, 579000, 6375000, 0.2, "EPSG:2154"};
  Made made;
  made.epsg = 3945;
  made.width = made.height = 400;
  made.west = 1578947;
  made.north = 4141548;
  made.pixel_x = 0.2;
  made.pixel_y = -0.2;
  made.colour = [](int x, int y) {
    return Pixel{static_cast<std::uint8_t>(x / 2), static_cast<std::uint8_t>(y / 2), 50};
  };
  const std::string path = make(folder / "cc45.tif", made);
  Laid laid({path}, {}, real);
  REQUIRE(laid.faults.empty());
  REQUIRE(laid.mosaic->plan()[0].placement.fit == Fit::reprojected);
  const MosaicImage whole = read_all(*laid.mosaic, 200);
  Laid again({path}, {}, real);
  const MosaicImage parts = read_all(*again.mosaic, 64);
  CHECK(whole.rgb == parts.rgb);
  CHECK(whole.valid == parts.valid);
  // The centre of pixel (100, 100), brought to CC45 by PROJ itself.
  std::array<double, 1> x{579000 + 100.5 * 0.2}, y{6375000 - 100.5 * 0.2};
  OGRSpatialReference from, to;
  from.importFromEPSG(2154);
  to.importFromEPSG(3945);
  from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  std::unique_ptr<OGRCoordinateTransformation> proj(OGRCreateCoordinateTransformation(&from, &to));
  REQUIRE(proj->Transform(1, x.data(), y.data()));
  const double column = (x[0] - made.west) / 0.2 - 0.5, row = (made.north - y[0]) / 0.2 - 0.5;
  REQUIRE(whole.is_valid(100, 100));
  CHECK(whole.at(100, 100)[0] == Approx(column / 2).margin(1));
  CHECK(whole.at(100, 100)[1] == Approx(row / 2).margin(1));
  CHECK(whole.at(100, 100)[2] == 50);
}

TEST_CASE("invalid pixels do not bleed into resampled ones") {
  const Folder folder;
  Made made;
  made.width = made.height = 128;
  made.west = 1000 - 0.25;
  made.colour = [](int x, int) { return x < 64 ? Pixel{0, 0, 0} : Pixel{200, 200, 200}; };
  made.alpha = [](int x, int) { return x < 64 ? 0 : 255; };
  Laid laid({make(folder / "a.tif", made)});
  const MosaicImage image = read_all(*laid.mosaic, 128);
  CHECK_FALSE(image.is_valid(60, 60));
  for (int x = 60; x < 70; ++x)
    if (image.is_valid(x, 60)) CHECK(image.at(x, 60) == Pixel{200, 200, 200});
}

TEST_CASE("a source that cannot be used says why") {
  const Folder folder;
  Made made;
  std::string rule;
  SECTION("16 bit") {
    made.type = GDT_UInt16;
    rule = "bands.type";
  }
  SECTION("one band") {
    made.bands = 1;
    rule = "bands.count";
  }
  SECTION("no CRS") {
    made.epsg = 0;
    rule = "crs.missing";
  }
  SECTION("coarser than the grid") {
    made.pixel_x = made.pixel_y = 0.6;
    rule = "gsd.coarse";
  }
  SECTION("a datum that no accurate operation reaches") {
    made.epsg = 27572;
    made.west = 531000;
    made.north = 1941000;
    rule = "crs.other";
  }
  const Inspection found = inspect_source(make(folder / "a.tif", made), "EPSG:2154", 0.5, {});
  CHECK_FALSE(found.source);
  REQUIRE(found.findings.size() == 1);
  CHECK(found.findings[0].rule == rule);
}

TEST_CASE("a CRS may be given for a source that states none") {
  const Folder folder;
  Made made;
  made.epsg = 0;
  MosaicOptions options;
  options.crs_when_missing = "EPSG:2154";
  const Inspection found = inspect_source(make(folder / "a.tif", made), "EPSG:2154", 0.5, options);
  REQUIRE(found.source);
  CHECK(found.source->crs_assumed);
  CHECK(found.source->other_crs.empty());
}

TEST_CASE("damage is the source's fault, by name") {
  const Folder folder;
  Made made;
  made.width = made.height = 128;
  made.options = {"COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"};
  const std::string path = make(folder / "a.tif", made);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(1000);
    file << std::string(200, '\x55');
  }
  Laid laid({path});
  REQUIRE(laid.faults.empty());
  CHECK_THROWS_AS(read_all(*laid.mosaic, 128), pcrs::Error);
  REQUIRE(laid.mosaic->fault());
  CHECK(laid.mosaic->fault()->path == path);
  CHECK(laid.mosaic->fault()->rule == "pixels.unreadable");
}

TEST_CASE("many sources: only a few are open at a time") {
  const Folder folder;
  std::vector<std::string> paths;
  for (int i = 0; i < 60; ++i) {
    Made made;
    made.width = 128;
    made.height = 128;
    made.colour = [i](int, int) { return Pixel{static_cast<std::uint8_t>(i), 0, 0}; };
    made.alpha = [i](int x, int) { return x % 60 == i ? 255 : 0; };
    paths.push_back(make(folder / (std::to_string(i) + ".tif"), made));
  }
  Laid laid(paths);
  const MosaicImage image = read_all(*laid.mosaic, 32);
  for (const int x : {0, 1, 59, 60, 127}) CHECK(image.at(x, 100)[0] == x % 60);
}

TEST_CASE("a source that went away is the mosaic's fault") {
  const Folder folder;
  const std::string path = make(folder / "a.tif", {});
  Laid gone({path});
  std::filesystem::remove(path);
  std::vector<std::uint8_t> rgb(8 * 384), valid(8 * 128);
  CHECK_THROWS_AS(gone.mosaic->read_rows(8, rgb, valid), pcrs::Error);
  REQUIRE(gone.mosaic->fault());
  CHECK(gone.mosaic->fault()->path == path);
}
