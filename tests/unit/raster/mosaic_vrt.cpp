// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic_vrt.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"
#include "mosaic_fixture.hpp"

using namespace pcrs::raster;
using namespace pcrs::raster::test;

namespace {

std::string write_vrt(const std::string& path, const std::string& band, const std::string& source) {
  std::ofstream(path) << R"(<VRTDataset rasterXSize="64" rasterYSize="64"><SRS>EPSG:2154</SRS>)"
                      << "<GeoTransform>1000,0.5,0,2000,0,-0.5</GeoTransform>" << band << "<SimpleSource>"
                      << source << "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>";
  return path;
}

const std::string plain_band = R"(<VRTRasterBand dataType="Byte" band="1">)";

}  // namespace

TEST_CASE("a VRT of local images is read by its files, nested ones too") {
  const Folder folder;
  make(folder / "a.tif", {});
  write_vrt(folder / "inner.vrt", plain_band, R"(<SourceFilename relativeToVRT="1">a.tif</SourceFilename>)");
  const std::string outer = write_vrt(folder / "outer.vrt", plain_band,
                                      R"(<SourceFilename relativeToVRT="1">inner.vrt</SourceFilename>)");
  CHECK(is_vrt(outer));
  CHECK_FALSE(is_vrt(folder / "a.tif"));
  CHECK(files_of_vrt(outer) == std::vector<std::string>{folder / "a.tif"});
}

TEST_CASE("a VRT that reaches further is refused") {
  const Folder folder;
  make(folder / "a.tif", {});
  const auto refused = [&](const std::string& band, const std::string& source) {
    const std::string path = write_vrt(folder / "x.vrt", band, source);
    CHECK_THROWS_AS(files_of_vrt(path), pcrs::Error);
    const Inspection found = inspect_source(path, "EPSG:2154", 0.5, {});
    CHECK_FALSE(found.source);
  };
  refused(plain_band, "<SourceFilename>/vsicurl/http://example.org/a.tif</SourceFilename>");
  refused(plain_band, "<SourceFilename>https://example.org/a.tif</SourceFilename>");
  refused(plain_band, "<SourceFilename>&lt;VRTDataset/&gt;</SourceFilename>");
  refused(plain_band, "<SourceFilename>" + (folder / "missing.tif") + "</SourceFilename>");
  refused(plain_band, "<sourcefilename>/vsicurl/http://example.org/a.tif</sourcefilename>");
  refused(plain_band, R"(<SourceFilename relativeToVRT="1">a.tif</SourceFilename>)"
                      R"(<OpenOptions><OOI key="ROOT_PATH">/vsicurl/http://example.org</OOI></OpenOptions>)");
  refused(R"(<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">)",
          "<SourceFilename>/etc/passwd</SourceFilename>");
  refused(R"(<VRTRasterBand dataType="Byte" band="1" subClass="VRTDerivedRasterBand">)",
          R"(<SourceFilename relativeToVRT="1">a.tif</SourceFilename>)");
}
