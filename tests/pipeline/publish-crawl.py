# SPDX-License-Identifier: Apache-2.0
"""Serves a site on loopback and reads it as its public does: the national scanner's crawl, GDAL over HTTP, a STAC walk.

publish-crawl.py SITE EXPECTED-NUMBER-OF-DALLES
Prints one line a dalle (path, length, date, ETag): equal lines mean that the scanner has nothing to analyse again.
"""
import functools
import hashlib
import http.server
import json
import os
import sys
import threading
import urllib.parse

from osgeo import gdal, ogr

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "services"))
from scanner import Page, get, head, read_image, scan  # noqa: E402

gdal.UseExceptions()
ogr.UseExceptions()
NATIONAL = """dateAcquisition dateRecette descriptionElementsQualite idPCRS nomImage precisionplanimetriqueCorpsdeRue
precisionplanimetriqueZonesNaturelles resolution typeImage producteur licence tailleFichier tailleImage compression epsg
bandes open focale url""".split()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Python's own server, with the Range and ETag of every real one."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def end_headers(self):
        path = self.translate_path(self.path)
        if os.path.isfile(path):
            status = os.stat(path)
            self.send_header("ETag", '"%x-%x"' % (int(status.st_mtime), status.st_size))
            self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def do_GET(self):
        path, asked = self.translate_path(self.path), self.headers.get("Range")
        if not asked or not os.path.isfile(path):
            return super().do_GET()
        size = os.path.getsize(path)
        first, last = asked.removeprefix("bytes=").split("-")
        first, last = int(first), min(int(last or size - 1), size - 1)
        if first >= size:
            return self.send_error(416)
        with open(path, "rb") as file:
            file.seek(first)
            body = file.read(last - first + 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def check_image(url, index):
    """What the scanner reads of a dalle is what the index says of it."""
    image = read_image(gdal, url)
    row = index[urllib.parse.unquote(url.rsplit("/", 1)[1])]
    assert image["driver"] == "GTiff"
    assert image["projection"] == row["epsg"] == "EPSG:2154"
    assert image["bands"] == row["bandes"], image["bands"]
    assert image["size"] == row["tailleImage"]
    assert round(image["pixel_m"] * 100, 6) == row["resolution"]
    assert row["compression"] in image["compression"]


def crawl_dalles(base, expected):
    features = json.loads(get(base + "meta/dalles.geojson"))["features"]
    index = {f["properties"]["nomImage"]: f["properties"] for f in features}
    assert len(index) == len(features) == expected, (len(features), expected)
    for properties in index.values():
        assert list(properties) == NATIONAL, list(properties)
    files = list(scan(base + "dalles/"))
    assert len(set(files)) == len(files) == expected, files
    for url in files:
        name = urllib.parse.unquote(url.rsplit("/", 1)[1])
        assert urllib.parse.urljoin(base + "meta/dalles.geojson", index[name]["url"]) == url
        date, length, tag = head(url)
        assert int(length) == index[name]["tailleFichier"]
        print(url.removeprefix(base), length, date, tag)
        check_image(url, index)


def walk_stac(url, seen, base):
    """Every link leads somewhere; every checksum is a multihash of what its asset is. Returns the number of items."""
    assert url not in seen, f"{url} is reached twice"
    document = seen[url] = json.loads(get(url))
    assert document["stac_version"] == "1.1.0"
    items = 0
    for link in document["links"]:
        target = urllib.parse.urljoin(url, link["href"])
        if link["rel"] == "derived_from":
            assert target.startswith("ni:///sha-256;") and link["file:checksum"].startswith("1220")
            assert len(link["file:checksum"]) == 68
        elif target.startswith(base) and link["rel"] in ("child", "item"):
            items += walk_stac(target, seen, base)
        elif target.startswith(base):
            assert json.loads(get(target))["type"] in ("Catalog", "Collection")
    if document["type"] != "Feature":
        return items
    for asset in document["assets"].values():
        body = get(urllib.parse.urljoin(url, asset["href"]))
        assert asset["file:checksum"] == "1220" + hashlib.sha256(body).hexdigest()
        assert asset["file:size"] == len(body)
        assert asset["type"] == "image/tiff; application=geotiff; profile=cloud-optimized"
    ring = document["geometry"]["coordinates"][0]
    west, south, east, north = document["bbox"]
    assert (west, south) == (min(p[0] for p in ring), min(p[1] for p in ring))
    assert (east, north) == (max(p[0] for p in ring), max(p[1] for p in ring))
    assert document["properties"]["proj:code"] == "EPSG:2154" and "proj:epsg" not in document["properties"]
    return 1


def check_table(site, expected):
    """The GeoPackage as any GIS reads it: the keys, the CRS, and each square where its name says."""
    table = ogr.Open(os.path.join(site, "meta/dalles.gpkg"))  # a layer does not keep its file open
    layer = table.GetLayerByName("dalles")
    keys = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    assert keys == NATIONAL, keys
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "2154"
    assert layer.GetFeatureCount() == expected
    for feature in layer:
        west, east, south, north = feature.GetGeometryRef().GetEnvelope()
        year, x, y = feature["nomImage"].split("-")[:3]
        assert (west, north) == (int(x) * 100, int(y) * 100) and east - west == north - south == 200


def main(site, expected):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}/"
    crawl_dalles(base, expected)
    assert walk_stac(base + "meta/stac/catalog.json", {}, base) == expected
    check_table(site, expected)
    page = Page(get(base).decode())
    for href in page.links:
        if not href.startswith(("http", "mailto:")):
            get(base + href)
    server.shutdown()


main(sys.argv[1], int(sys.argv[2]))
