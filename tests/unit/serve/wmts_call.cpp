// SPDX-License-Identifier: Apache-2.0
#include "serve/wmts_call.hpp"

#include <catch2/catch.hpp>

using namespace pcrs::serve;
using pcrs::raster::TileFormat;

namespace {

WmtsCall asked(const std::string& target) {
  const auto parsed = parse_target(target);
  REQUIRE(parsed);
  Request request;
  request.path = parsed->path;
  request.query = parsed->query;
  return parse_wmts(request);
}

// `STATUS CODE LOCATOR`, or `ok`.
std::string fault(const std::string& target) {
  const WmtsCall call = asked(target);
  const auto* found = std::get_if<WmtsFault>(&call);
  return found == nullptr ? "ok" : std::to_string(found->status) + " " + found->code + " " + found->locator;
}

const std::string tile =
    "/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=ortho&STYLE=normal&TILEMATRIXSET=LAMB93&"
    "TILEMATRIX=11"
    "&TILEROW=281250&TILECOL=28950&FORMAT=image/png";

}  // namespace

TEST_CASE("a tile by pairs, whatever the case of their names, and by path") {
  for (const std::string& target :
       {tile,
        std::string(
            "/wmts?service=wmts&request=GetTile&layer=ortho&TileMatrixSet=LAMB93&TileMatrix=11&TileRow=281250"
            "&TileCol=28950&format=image%2Fpng"),
        std::string("/wmts/1.0.0/ortho/normal/LAMB93/11/281250/28950.png")}) {
    const WmtsCall call = asked(target);
    const auto& found = std::get<WmtsTileCall>(call);
    CHECK(found.layer == "ortho");
    CHECK(found.matrix_set == "LAMB93");
    CHECK(found.matrix == "11");
    CHECK(found.row == 281250);
    CHECK(found.column == 28950);
    CHECK(found.format == TileFormat::png);
    CHECK(!found.info);
  }
}

TEST_CASE("what stands at a pixel") {
  for (const std::string& target :
       {std::string("/wmts/1.0.0/ortho-2025/normal/PM/18/9/8/7/6.json"),
        std::string("/wmts?service=WMTS&request=GetFeatureInfo&layer=ortho-2025&tilematrixset=PM&tilematrix="
                    "18&tilerow=9"
                    "&tilecol=8&format=image/jpeg&i=6&j=7&infoformat=application/json")}) {
    const WmtsCall call = asked(target);
    const auto& found = std::get<WmtsTileCall>(call);
    CHECK(found.info);
    CHECK(found.row == 9);
    CHECK(found.column == 8);
    CHECK(found.j == 7);
    CHECK(found.i == 6);
    CHECK(found.info_type == "application/json");
  }
}

TEST_CASE("capabilities by both ways") {
  CHECK(std::holds_alternative<WmtsCapabilitiesCall>(asked("/wmts?service=WMTS&request=GetCapabilities")));
  CHECK(std::holds_alternative<WmtsCapabilitiesCall>(asked("/wmts/1.0.0/WMTSCapabilities.xml")));
}

TEST_CASE("malformed pairs are told as OWS tells them") {
  CHECK(fault("/wmts") == "400 MissingParameterValue Service");
  CHECK(fault("/wmts?service=WMS&request=GetMap") == "400 InvalidParameterValue Service");
  CHECK(fault("/wmts?service=WMTS") == "400 MissingParameterValue Request");
  CHECK(fault("/wmts?service=WMTS&request=GetMap") == "501 OperationNotSupported GetMap");
  CHECK(fault("/wmts?service=WMTS&request=GetTile&version=2") == "400 InvalidParameterValue Version");
  CHECK(fault("/wmts?service=WMTS&request=GetTile") == "400 MissingParameterValue Layer");
  CHECK(fault(tile + "0") == "400 InvalidParameterValue Format");
  for (const char* row : {"-", "1.5", "0x1", "99999999999999999999", "1e3", "%27"})
    CHECK(fault("/wmts?service=WMTS&request=GetTile&layer=a&tilematrixset=b&tilematrix=c&tilerow=" +
                std::string(row) + "&tilecol=1&format=image/png") == "400 InvalidParameterValue TileRow");
}

TEST_CASE("there is one style, which may be left out") {
  const auto styled = [](const std::string& style) {
    std::string target = tile;
    return fault(target.replace(target.find("STYLE=normal"), 12, "STYLE=" + style));
  };
  CHECK(styled("") == "ok");
  CHECK(styled("default") == "ok");
  CHECK(styled("nonsense") == "400 InvalidParameterValue Style");
}

TEST_CASE("other paths are no tiles") {
  for (const char* path :
       {"/wmts/1.0.0/ortho/normal/LAMB93/11/1/2", "/wmts/1.0.0/ortho/normal/LAMB93/11/1/2.tif",
        "/wmts/1.0.0/ortho/default/LAMB93/11/1/2.png", "/wmts/1.0.0/ortho/normal/LAMB93/11/x/2.png",
        "/wmts/1.0.0", "/wmts/2.0.0/WMTSCapabilities.xml", "/wmts/1.0.0/a/normal/b/c/1/2/3/x.json",
        "/wmts/1.0.0/a/normal/b/c/1/2/3/4/5.json"})
    CHECK(fault(path).substr(0, 3) == "404");
}
