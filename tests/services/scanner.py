# SPDX-License-Identifier: Apache-2.0
"""The national scanner of PCRS storages, written from the description of its rules.

As a program, scanner.py URL: prints a line an image that it counts (path below URL, length, date, ETag, and what GDAL
reads of it over HTTP), then `hash` and `summary`; fails where the scanner would not take the storage.
"""
import hashlib
import html.parser
import sys
import urllib.parse
import urllib.request

TITLES = ("Index of", "Directory of", "Listing of")
IMAGES = (".tif", ".tiff", ".geotif", ".geotiff", ".jp2")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.title, self.links, self.in_title = "", [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.in_title = tag == "title"
        href = dict(attributes).get("href")
        if tag == "a" and href is not None:
            self.links.append(href)

    def handle_data(self, data):
        if self.in_title:
            self.title += data

    def handle_endtag(self, tag):
        self.in_title = False


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def is_followed(href):
    """Relative, no query, no climbing; an absolute URL is not relative."""
    return not href.startswith(("?", "/")) and href not in ("./", "../", ".", "..") and "://" not in href


def scan(url):
    """Yields the URL of every file."""
    page = Page(get(url).decode())
    assert page.title.strip().startswith(TITLES), (url, page.title)
    for href in filter(is_followed, page.links):
        if href.endswith("/"):
            yield from scan(url + href)
        else:
            yield url + href


def head(url):
    """What it hashes of a file, beside its path: date, length, ETag; all three must be there."""
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=20) as answer:
        facts = [answer.headers[key] for key in ("Last-Modified", "Content-Length", "ETag")]
    assert all(facts), (url, facts)
    return facts


def read_image(gdal, url):
    """Driver, projection by its authority, bands, size, pixel: the whole storage must agree in the first three."""
    image = gdal.Open("/vsicurl/" + url)
    crs = image.GetSpatialRef()
    bands = [image.GetRasterBand(i + 1) for i in range(image.RasterCount)]
    assert bands[0].Checksum() >= 0
    return {
        "driver": image.GetDriver().ShortName,
        "projection": f"{crs.GetAuthorityName('PROJCS')}:{crs.GetAuthorityCode('PROJCS')}",
        "bands": "/".join(f"{gdal.GetColorInterpretationName(b.GetColorInterpretation())}({gdal.GetDataTypeName(b.DataType)})" for b in bands),
        "size": f"{image.RasterYSize}x{image.RasterXSize}",
        "corner": (image.GetGeoTransform()[0], image.GetGeoTransform()[3]),
        "pixel_m": image.GetGeoTransform()[1],
        "compression": image.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"),
    }


def main(root):
    from osgeo import gdal

    gdal.UseExceptions()
    files = list(scan(root))
    assert len(set(files)) == len(files), "a file is met twice"
    total, summary = hashlib.sha256(), set()
    for url in sorted(files):
        path = urllib.parse.unquote(url.removeprefix(root))
        facts = head(url)
        total.update(repr((path, *facts)).encode())
        if not path.lower().endswith(IMAGES):
            continue
        image = read_image(gdal, url)
        summary.add((image["driver"], image["projection"], image["bands"]))
        print(path, *facts, image["size"], *image["corner"], sep="\t")
    print("hash", total.hexdigest(), sep="\t")
    assert len(summary) == 1, f"the storage does not agree in itself: {summary}"
    print("summary", *summary.pop(), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
