// SPDX-License-Identifier: Apache-2.0
#include "raster/gdal_session.hpp"

#include <cpl_error.h>
#include <gdal_priv.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"

using namespace pcrs;
using namespace pcrs::raster;

TEST_CASE("GDAL starts with a small cache and without the drivers that read elsewhere") {
  start_gdal();
  CHECK(GDALGetCacheMax64() == std::int64_t{64} << 20);
  CHECK(GDALGetDriverByName("GTiff") != nullptr);
  CHECK(GDALGetDriverByName("JP2OpenJPEG") != nullptr);
  CHECK(GDALGetDriverByName("WMS") == nullptr);
}

TEST_CASE("GDAL's messages are kept, the first failure before any warning") {
  GdalErrors errors;
  CHECK_FALSE(errors.any());
  CPLError(CE_Warning, CPLE_AppDefined, "a warning\nin two lines");
  CHECK(errors.any());
  CHECK_FALSE(errors.failed());
  CHECK(errors.text() == "a warning in two lines");
  CPLError(CE_Failure, CPLE_AppDefined, "first");
  CPLError(CE_Failure, CPLE_AppDefined, "second");
  CHECK(errors.text() == "first");
  errors.clear();
  CHECK_FALSE(errors.any());
}

TEST_CASE("only plain files of known formats are opened") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("pcrs-gdal-session." + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto page = (folder / "page.tif").string();
  std::ofstream(page) << "<html>404</html>";
  const auto vrt = (folder / "a.vrt").string();
  std::ofstream(vrt)
      << R"(<VRTDataset rasterXSize="2" rasterYSize="2"><VRTRasterBand dataType="Byte" band="1"/></VRTDataset>)";
  CHECK_THROWS_AS(open_dataset(page), Error);
  CHECK_THROWS_AS(open_dataset((folder / "absent.tif").string()), Error);
  CHECK_THROWS_AS(open_dataset("/vsizip/a.zip/b.tif"), Error);
  CHECK_THROWS_AS(open_dataset(vrt), Error);
  CHECK(open_dataset(vrt, Formats::imagery_and_vrt)->GetRasterXSize() == 2);
  std::filesystem::copy_file(vrt, vrt + ".msk");
  CHECK_THROWS_AS(open_dataset(vrt, Formats::imagery_and_vrt), Error);
  std::filesystem::remove_all(folder);
}
