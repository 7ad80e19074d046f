// SPDX-License-Identifier: Apache-2.0
// What nginx and MapServer are given; tests/services starts both with it.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "format/mapfile.hpp"
#include "format/nginx.hpp"
#include "sample_site.hpp"

using namespace pcrs;
using namespace pcrs::format;

namespace {

NginxSettings settings_for(const std::string& url) {
  NginxSettings settings;
  settings.id = "lot";
  settings.public_url = url;
  settings.site_folder = "/srv/a \"b\"/lot";
  return settings;
}

const std::string& text_of(const std::vector<Document>& documents, const std::string& path) {
  for (const Document& document : documents)
    if (document.path == path) return document.text;
  throw_failed(path, "is not among them");
}

}  // namespace

TEST_CASE("nginx: host, path and certificate follow from the site's address, and no mark is left") {
  const std::string conf = nginx_conf(settings_for("https://pcrs.example.org/sig/lot/"), "lot.toml:40");
  CHECK(conf.find("server_name pcrs.example.org;") != std::string::npos);
  CHECK(conf.find("location /sig/lot/ {") != std::string::npos);
  CHECK(conf.find("/etc/letsencrypt/live/pcrs.example.org/fullchain.pem;") != std::string::npos);
  CHECK(conf.find(R"(alias "/srv/a \"b\"/lot/";)") != std::string::npos);
  CHECK(conf.find('@') == std::string::npos);
  CHECK(conf.find("/wms") == std::string::npos);
  CHECK(nginx_conf(settings_for("http://pcrs.example.org"), "").find("listen 80;") != std::string::npos);
}

TEST_CASE("nginx: an address that would be more than a word in its file is refused") {
  for (const char* url :
       {"", "ftp://a/", "https://", "https://a b/", "https://a;b/", "https://a/{x}", "https://a/$x"})
    CHECK_THROWS_AS(nginx_conf(settings_for(url), "lot.toml:40"), Error);
}

TEST_CASE("mapfile: layers of each millésime; quotes and variables of a title stay text") {
  Site site = sample_site();
  site.title = "a\" END %map% \\\n'b'";
  const auto documents = mapserver_documents(site, "/cat/lot/wms", "/hot/lot");
  const std::string& map = text_of(documents, "site.map");
  CHECK(map.find("\"wms_title\" \"a' END  map  / 'b'\"") != std::string::npos);
  for (const char* group : {"\"ortho\"", "\"ortho-2022\"", "\"ortho-2025\""})
    CHECK(map.find(std::string("GROUP ") + group) != std::string::npos);
  CHECK(map.find("\"wms_srs\" \"EPSG:2154 EPSG:3857 EPSG:4326 EPSG:3944 EPSG:3945 EPSG:3946\"") !=
        std::string::npos);
  CHECK(map.find("MAXSCALEDENOM") == std::string::npos);  // without a mosaic dalles are shown at all scales
  CHECK(text_of(documents, "mapserver.conf").find(R"("^/cat/lot/wms/site\.map$")") != std::string::npos);
  CHECK(text_of(documents, "dalles-2025.gpkg").find("dalles/2025/46-2025-0579-6375-LA93-0M05-RVB.tif") !=
        std::string::npos);
  site.mosaic = {{2025, "mosaique/2025/tout.tif", {0, 0, 100000, 100000}, {25, 50}, 1},
                 {2025, "mosaique/2025/feuille.tif", {0, 0, 20000, 20000}, {5, 10}, 1}};
  const auto mosaic = mapserver_documents(site, "/cat/lot/wms", "/hot/lot");
  CHECK(text_of(mosaic, "site.map").find("DATA \"mosaique/2025/tout.tif\"") != std::string::npos);
  CHECK(text_of(mosaic, "site.map").find("MINSCALEDENOM 70866") != std::string::npos);
  CHECK(text_of(mosaic, "mosaique-2025.gpkg").find("mosaique/2025/feuille.tif") != std::string::npos);
}
