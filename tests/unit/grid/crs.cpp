// SPDX-License-Identifier: Apache-2.0
#include "grid/crs.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "real_data.hpp"

using namespace pcrs;
using namespace pcrs::grid;

namespace {

CrsComparison compare(const std::string& found, const std::vector<std::string>& accepted = {}) {
  return compare_crs(found, "EPSG:2154", accepted);
}

// Lambert-93 as contractors' software may write it; tests change a part.
const std::string plain =
    R"(PROJCS["unnamed",GEOGCS["unnamed",DATUM["unknown",SPHEROID["GRS 1980",6378137,298.257222101]],)"
    R"(PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic_2SP"],)"
    R"(PARAMETER["latitude_of_origin",46.5],PARAMETER["central_meridian",3],)"
    R"(PARAMETER["standard_parallel_1",49],PARAMETER["standard_parallel_2",44],)"
    R"(PARAMETER["false_easting",700000],PARAMETER["false_northing",6600000],UNIT["metre",1]])";

std::string with(const std::string& from, const std::string& to) {
  const std::string changed = replace_all(plain, from, to);
  REQUIRE(changed != plain);
  return changed;
}

std::string datum(const std::string& name) {
  return with("DATUM[\"unknown\"", "DATUM[\"" + name + "\"");
}

std::string crs_of(const std::filesystem::path& image) {
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  const std::unique_ptr<GDALDataset> dataset(GDALDataset::Open(image.c_str(), GDAL_OF_RASTER));
  const std::string crs = dataset ? dataset->GetProjectionRef() : "";
  CPLPopErrorHandler();
  INFO(image);
  REQUIRE(dataset);
  return crs;
}

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

}  // namespace

TEST_CASE("the authority code itself is the same") {
  const CrsComparison result = compare("EPSG:2154");
  CHECK(result.verdict == CrsVerdict::same);
  CHECK(result.shift_m == 0);
  CHECK(compare(crs_wkt("EPSG:2154")).verdict == CrsVerdict::same);
}

TEST_CASE("real spellings that GDAL's own comparison refuses are accepted by their parameters") {
  const auto data = real_data();
  if (!data) return;
  const std::vector<std::pair<std::string, std::string>> files = {
      {"ortho_la93_reelles/ign_pdal_tools_rgb.tif",
       "PROJCS[\"EPSG:2154\"], no authority code, datum not stated"},
      {"ortho_la93_reelles/792000_6272000-50mx100m-left-patch-0000000.tiff", "TOWGS84"},
      {"ortho_la93_reelles/792000_6272000-50mx100m-left-patch-0000001.tiff", "TOWGS84"},
      {"ortho_la93_reelles/D30-2021.vrt", "TOWGS84"},
      {"dalles/mini_200m_0M20/2025-05782-63738-LA93-0M20-RVB.jp2",
       "PROJCS[\"unnamed\"], no authority code, TOWGS84"},
      {"dalles/mini_200m_0M20/2025-05784-63738-LA93-0M20-RVB.jp2", "no authority code"},
      {"dalles/mini_200m_0M20/2025-05780-63736-LA93-0M20-RVB.tif", "no authority code"},
      {"dalles/mini_200m_0M20/2025-05782-63736-LA93-0M20-RVB.tif", "parallels swapped"}};
  OGRSpatialReference expected;
  expected.importFromEPSG(2154);
  int refused_by_gdal = 0;
  for (const auto& [file, spelling] : files) {
    INFO(file);
    const std::string found = crs_of(*data / file);
    refused_by_gdal += OGRSpatialReference(found.c_str()).IsSame(&expected) ? 0 : 1;
    const CrsComparison result = compare(found);
    CHECK(result.verdict == CrsVerdict::same_by_parameters);
    CHECK(result.shift_m < 20e-6);
    CHECK_THAT(result.spelling, Contains(spelling));
  }
  CHECK(refused_by_gdal == 7);  // else this proves nothing; swapped parallels alone it takes
}

TEST_CASE("real files of another CRS, or of none, are told apart") {
  const auto data = real_data();
  if (!data) return;
  const auto verdict = [&](const char* file) { return compare(crs_of(*data / file)).verdict; };
  CHECK(verdict("dalles/mini_200m_0M20/2025-05780-63740-LA93-0M20-RVB.tif") == CrsVerdict::same);
  CHECK(verdict("ortho_la93_reelles/75-2021-0648-6862-LA93-0M50.tif") == CrsVerdict::same);
  CHECK(verdict("dalles_fautives/2025-05820-63740-LA93-0M40-RVB.tif") == CrsVerdict::other);
  CHECK(verdict("dalles_fautives/2025-05822-63740-LA93-0M40-RVB.tif") == CrsVerdict::other);
  CHECK(verdict("dalles_fautives/2025-05818-63740-LA93-0M40-RVB.tif") == CrsVerdict::missing);
  CHECK(verdict("tordus/gtiff_epsg_27563_allgeokeys.tif") == CrsVerdict::other);
  CHECK(verdict("tordus/byte_point.tif") == CrsVerdict::other);
  CHECK(verdict("tordus/gtiff_rgbsmall_WEBP.tif") == CrsVerdict::other);
  CHECK(verdict("tordus/byte_nogeoref.tif") == CrsVerdict::other);
}

TEST_CASE("other CRSs are refused by their codes, with the distance") {
  for (const char* code : {"EPSG:3945", "EPSG:3946", "EPSG:27572", "EPSG:27563", "EPSG:32631", "EPSG:2192",
                           "EPSG:3857", "EPSG:2975"}) {
    INFO(code);
    CHECK(compare(code).verdict == CrsVerdict::other);
  }
  CHECK_THAT(compare("EPSG:3945").explanation,
             Contains("RGF93 v1 / CC45 (EPSG:3945) is not") && Contains("km"));
  CHECK(compare("EPSG:4171").verdict == CrsVerdict::other);
  CHECK(compare("EPSG:4171").explanation.find("not a projected CRS") != std::string::npos);
}

TEST_CASE("each parameter counts") {
  CHECK(compare(plain).verdict == CrsVerdict::same_by_parameters);
  CHECK(compare(with("700000", "700000.002")).verdict == CrsVerdict::other);
  CHECK(compare(with("700000", "700000.0005")).verdict == CrsVerdict::same_by_parameters);
  CHECK(compare_crs(with("700000", "700000.002"), "EPSG:2154", {}, 0.01).verdict ==
        CrsVerdict::same_by_parameters);
  CHECK(compare(with("6600000", "6600001")).shift_m == Approx(1).margin(1e-6));
  CHECK(compare(with("\"central_meridian\",3", "\"central_meridian\",3.1")).verdict == CrsVerdict::other);
  CHECK(compare(with("\"latitude_of_origin\",46.5", "\"latitude_of_origin\",46")).verdict ==
        CrsVerdict::other);
  CHECK(compare(with("\"standard_parallel_2\",44", "\"standard_parallel_2\",45")).verdict ==
        CrsVerdict::other);
  CHECK(compare(with("Lambert_Conformal_Conic_2SP", "Albers_Conic_Equal_Area")).verdict == CrsVerdict::other);
  CHECK(compare(with("UNIT[\"metre\",1]", "UNIT[\"US survey foot\",0.304800609601219]")).verdict ==
        CrsVerdict::other);
  CHECK(compare(with("UNIT[\"metre\",1]", "UNIT[\"kilometre\",1000]")).verdict == CrsVerdict::other);
  CHECK(compare(with("PRIMEM[\"Greenwich\",0]", "PRIMEM[\"Paris\",2.33722917]")).verdict ==
        CrsVerdict::other);
}

TEST_CASE("the ellipsoid counts by its numbers, not by its name") {
  CHECK(compare(with("GRS 1980", "unnamed")).verdict == CrsVerdict::same_by_parameters);
  CHECK(compare(with("298.257222101", "298.257222101004")).verdict == CrsVerdict::same_by_parameters);
  const CrsComparison wgs84 = compare(with("298.257222101", "298.257223563"));
  CHECK(wgs84.verdict == CrsVerdict::same_by_parameters);
  CHECK(wgs84.shift_m > 1e-6);
  CHECK(compare(with("6378137,298.257222101", "6378249.2,293.466021")).verdict == CrsVerdict::other);
}

TEST_CASE("parameters in another order, degrees spelt otherwise, TOWGS84 and names do not count") {
  std::string swapped = with("\"standard_parallel_1\",49", "\"standard_parallel_1\",44");
  swapped = replace_all(swapped, "\"standard_parallel_2\",44", "\"standard_parallel_2\",49");
  const CrsComparison result = compare(swapped);
  CHECK(result.verdict == CrsVerdict::same_by_parameters);
  CHECK_THAT(result.spelling, Contains("parallels swapped"));
  CHECK(compare(with("298.257222101]", "298.257222101],TOWGS84[0,0,0,0,0,0,0]")).verdict ==
        CrsVerdict::same_by_parameters);
  CHECK(compare(with("\"degree\",0.0174532925199433", "\"Degree\",0.017453292519943295")).verdict ==
        CrsVerdict::same_by_parameters);
  CHECK(compare(with("PROJCS[\"unnamed\"", "PROJCS[\"NTF / Lambert zone II\"")).verdict ==
        CrsVerdict::same_by_parameters);
  CHECK(compare("+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=44 +lat_2=49 +x_0=700000 +y_0=6600000 +ellps=GRS80 "
                "+towgs84=0,0,0 +units=m +type=crs")
            .verdict == CrsVerdict::same_by_parameters);
}

TEST_CASE("grads are angles too") {
  // 46.5° = 51.666…gr, 3° = 3.333…gr, 49° = 54.444…gr, 44° = 48.888…gr
  std::string grads = with("UNIT[\"degree\",0.0174532925199433]", "UNIT[\"grad\",0.01570796326794897]");
  for (const auto& [degrees, value] : std::vector<std::pair<std::string, std::string>>{
           {"\"latitude_of_origin\",46.5", "\"latitude_of_origin\",51.6666666666667"},
           {"\"central_meridian\",3", "\"central_meridian\",3.33333333333333"},
           {"\"standard_parallel_1\",49", "\"standard_parallel_1\",54.4444444444444"},
           {"\"standard_parallel_2\",44", "\"standard_parallel_2\",48.8888888888889"}})
    grads = replace_all(grads, degrees, value);
  CHECK(compare(grads).verdict == CrsVerdict::same_by_parameters);
}

TEST_CASE("an explicit other realisation is told apart, unless the chantier accepts it") {
  for (const auto& [code, name] : std::vector<std::pair<std::string, std::string>>{
           {"EPSG:9793", "RGF93 v2"}, {"EPSG:9794", "RGF93 v2b"}}) {
    INFO(code);
    CHECK(compare(code).verdict == CrsVerdict::other_realisation);
    CHECK_THAT(compare(code).explanation, Contains(name) && Contains("accept_realisations"));
    CHECK(compare(code, {name}).verdict == CrsVerdict::same_by_parameters);
    CHECK(compare(crs_wkt(code)).verdict == CrsVerdict::other_realisation);
  }
  CHECK(compare("EPSG:9794", {"RGF93 v2"}).verdict == CrsVerdict::other_realisation);
  CHECK(compare("EPSG:9794", {"rgf93_v2B", "x"}).verdict == CrsVerdict::same_by_parameters);
  CHECK(compare("EPSG:9794", {"Reseau Geodesique Francais 1993 v2b"}).verdict ==
        CrsVerdict::same_by_parameters);
  CHECK(compare(datum("Reseau_Geodesique_Francais_1993_v2b")).verdict == CrsVerdict::other_realisation);
  CHECK(compare_crs("EPSG:2154", "EPSG:9794", {}).verdict == CrsVerdict::other_realisation);
}

TEST_CASE("datums of RGF93 v1, however spelt, or none") {
  for (const char* name : {"Reseau_Geodesique_Francais_1993_v1", "Reseau_Geodesique_Francais_1993",
                           "D_RGF_1993", "RGF93", "RGF93_v1", "unnamed", "Unknown based on GRS80 ellipsoid",
                           "", "Not_specified_based_on_GRS_1980_ellipsoid"}) {
    INFO(name);
    CHECK(compare(datum(name)).verdict == CrsVerdict::same_by_parameters);
  }
  for (const char* name : {"WGS_1984", "European_Terrestrial_Reference_System_1989", "D_NTF"}) {
    INFO(name);
    CHECK(compare(datum(name)).verdict == CrsVerdict::other_realisation);
  }
}

TEST_CASE("heights beside the plane do not matter") {
  CHECK(compare("EPSG:5698").verdict == CrsVerdict::same);  // Lambert-93 + NGF-IGN69
}

TEST_CASE("a code that lies about its parameters is refused") {
  const std::string lying = replace_all(crs_wkt("EPSG:2154"), "700000", "500000");
  CHECK(compare(lying).verdict == CrsVerdict::other);
  CHECK_THAT(compare(lying).explanation, Contains("other parameters"));
}

TEST_CASE("nothing and nonsense are missing, and never crash") {
  for (const std::string& text :
       {std::string(), std::string("  "), std::string("PROJCS["), std::string("PROJCS[\"x\"]"),
        std::string("\xff\xfe"), std::string(100'000, '['), plain.substr(0, 200),
        std::string("+proj=lcc +lat_1=foo")}) {
    INFO(text.substr(0, 40));
    const CrsVerdict verdict = compare(text).verdict;
    CHECK((verdict == CrsVerdict::missing || verdict == CrsVerdict::other));
  }
  CHECK(compare("").verdict == CrsVerdict::missing);
  CHECK(compare("").explanation == "no CRS is stated; expected RGF93 v1 / Lambert-93 (EPSG:2154)");
}

TEST_CASE("an expected CRS that is none is a usage error") {
  CHECK_THROWS_AS(compare_crs("EPSG:2154", "EPSG:999999", {}), Error);
  CHECK_THROWS_WITH(check_projected("EPSG:999999", "lot.toml:9"),
                    StartsWith("lot.toml:9: EPSG:999999 is no"));
  CHECK_THROWS_AS(check_projected("EPSG:4171", "lot.toml:9"), Error);
  check_projected("EPSG:2154", "lot.toml:9");
  CHECK_THROWS_AS(compare_crs("EPSG:2154", "EPSG:4171", {}), Error);
  CHECK_THROWS_AS(crs_wkt("EPSG:999999"), Error);
  CHECK_THAT(crs_wkt("EPSG:2154"), Contains("AUTHORITY[\"EPSG\",\"2154\"]"));
}

TEST_CASE("comparisons run on many threads") {
  std::vector<CrsVerdict> verdicts(64);
  parallel_for(verdicts.size(), 8,
               [&](std::size_t i) { verdicts[i] = compare(i % 2 ? plain : "EPSG:3945").verdict; });
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    REQUIRE(verdicts[i] == (i % 2 ? CrsVerdict::same_by_parameters : CrsVerdict::other));
}
