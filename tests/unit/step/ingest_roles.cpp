// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_roles.hpp"

#include <catch2/catch.hpp>

#include "ingest_folder.hpp"

using namespace pcrs::step::ingest;
using pcrs::catalog::role_text;

namespace {

// A TIFF header with one directory of four entries: samples, bits, format, and pixel scale or not.
std::string tiff(unsigned samples, unsigned bits, unsigned format, bool georeferenced) {
  std::string text("II*\0\x08\0\0\0\x04\0", 10);
  const auto entry = [&](unsigned tag, unsigned type, unsigned value) {
    for (const unsigned part : {tag, type})
      text += {static_cast<char>(part & 255U), static_cast<char>(part >> 8U)};
    text += std::string("\1\0\0\0", 4) + static_cast<char>(value) + std::string(3, '\0');
  };
  entry(258, 3, bits);
  entry(277, 3, samples);
  entry(339, 3, format);
  entry(georeferenced ? 33550 : 270, 12, 0);
  return text + std::string(4, '\0');
}

// `path=role` of every file, in their order.
std::vector<std::string> roles_of(const Folder& folder) {
  const RoleSorter sorter({pcrs::grid::NamePattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB")});
  const WalkResult walked = walk({folder.path()});
  const auto roles = sorter.sort({folder.path()}, walked.files);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < roles.size(); ++i)
    result.push_back(walked.files[i].path + "=" + role_text(roles[i].role) +
                     (roles[i].guessed_from.empty() ? "" : " guessed"));
  return result;
}

std::string role_of(const std::string& path, const std::string& text = "x") {
  const Folder folder;
  folder.write("livraison/" + path, text);
  const RoleSorter sorter({pcrs::grid::NamePattern("{code}-{year}-{x_km:4}-{y_km:4}-LA93-0M05-RVB")});
  const std::vector<std::filesystem::path> roots{folder.path() / "livraison"};
  const auto role = sorter.sort(roots, walk(roots).files).at(0);
  return role_text(role.role) + (role.guessed_from.empty() ? "" : " guessed");
}

}  // namespace

TEST_CASE("the name of a dalle makes an ortho, wherever it lies") {
  CHECK(role_of("46-2025-0579-6375-LA93-0M05-RVB.tif") == "ortho");
  CHECK(role_of("photos/46-2025-0579-6375-LA93-0M05-RVB.TIF") == "ortho");
  CHECK(role_of("2025-05782-63740-LA93-0M05-RVB_v2.tif") == "ortho");  // seen in the wild, with a suffix
  CHECK(role_of("x/46-2025-0579-6375-LA93-0M05-RVB.vrt") == "ortho");  // its check refuses it
}

TEST_CASE("the deepest folder that says something decides for other images") {
  CHECK(role_of("ORTHO/bande_01.tif") == "ortho");
  CHECK(role_of("Orthophotos/zone 1/bande_01.jp2") == "ortho");
  CHECK(role_of("Prises de vues/ligne 3/0001.tif") == "raw");
  CHECK(role_of("Cliche\xCC\x81s/0001.tif") == "raw");
  CHECK(role_of("02_Aérotriangulation/grille.tif") == "raw");
  CHECK(role_of("ORTHO/photos/0001.tif") == "raw");
  CHECK(role_of("photos/ortho/0001.tif") == "ortho");
  CHECK(role_of("histoire/0001.jpg") == "raw");
}

TEST_CASE("where neither name nor folder tells, the header does, and that is said") {
  CHECK(role_of("x/a.tif", tiff(3, 8, 1, true)) == "ortho guessed");
  CHECK(role_of("x/a.tif", tiff(3, 8, 1, false)) == "raw guessed");
  CHECK(role_of("x/mnt.tif", tiff(1, 32, 3, true)) == "raw guessed");
  CHECK(role_of("x/a.tif", "no TIFF") == "raw guessed");
  CHECK(role_of("x/a.tif", "") == "raw guessed");
  CHECK(role_of("x/a.jp2") == "ortho guessed");
}

TEST_CASE("acquisition, vector, documents and lists by extension and folder") {
  for (const char* path : {"x.OPK", "x/chantier.prj", "x.las", "x.iiq", "calibration/Camera1.txt",
                           "gnss/log.xml", "plan de vol/axes.shp", "lidar/n.xyz"})
    CHECK(role_of(path) == "raw");
  for (const char* path : {"v/pcrs.gml", "v/pcrs.gpkg", "v/plan.DXF", "v/plan.dwg", "v/x.shp"})
    CHECK(role_of(path) == "vector");
  for (const char* path : {"LISEZMOI.txt", "calibration/certificat.pdf", "ORTHO/tableau.csv", "rapport.docx"})
    CHECK(role_of(path) == "document");
  CHECK(role_of("x.md5", "d41d8cd98f00b204e9800998ecf8427e  a\n") == "manifest");
  CHECK(role_of("x.bin") == "unknown");
  CHECK(role_of("noextension") == "unknown");
}

TEST_CASE("side files belong to the image beside them, parts of a shapefile to the shapefile") {
  const Folder folder;
  const std::string dalle = "ORTHO/46-2025-0579-6375-LA93-0M05-RVB";
  for (const std::string& path :
       {dalle + ".tif", dalle + ".tfw", dalle + ".tif.aux.xml", dalle + ".prj",
        std::string("ORTHO/alone.tfw"), std::string("v/r.shp"), std::string("v/r.dbf"),
        std::string("v/r.prj"), std::string("photos/1.tif"), std::string("photos/1.tfw")})
    folder.write(path, "x");
  CHECK(roles_of(folder) == std::vector<std::string>{
                                dalle + ".prj=sidecar", dalle + ".tfw=sidecar", dalle + ".tif=ortho",
                                dalle + ".tif.aux.xml=sidecar", "ORTHO/alone.tfw=unknown", "photos/1.tfw=raw",
                                "photos/1.tif=raw", "v/r.dbf=vector", "v/r.prj=vector", "v/r.shp=vector"});
}

TEST_CASE("the name of a dalle is read with and without a suffix") {
  const RoleSorter sorter({});
  const auto strict = sorter.name_parts("a/2025-05782-63740-LA93-0M05-RVB.tif", false);
  REQUIRE(strict);
  CHECK(strict->key == pcrs::grid::DalleKey{578200, 6374000});
  CHECK_FALSE(sorter.name_parts("2025-05782-63740-LA93-0M05-RVB_v2.tif", false));
  const auto loose = sorter.name_parts("2025-05782-63740-LA93-0M05-RVB_v2.tif", true);
  REQUIRE(loose);
  CHECK(loose->key == strict->key);
}
