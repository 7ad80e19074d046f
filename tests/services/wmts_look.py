# SPDX-License-Identifier: Apache-2.0
"""wmts_look.py URL SITE: what GDAL's WMTS driver reads is what the dalles hold; a department's view is cheap."""
import json
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as tree
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_HTTP_TIMEOUT", "20")
url, site = sys.argv[1], Path(sys.argv[2])
capabilities = url + "/wmts/1.0.0/WMTSCapabilities.xml"
fetch = lambda address: urllib.request.urlopen(address, timeout=20)


def layer(name, matrix_set, extra=""):
    return gdal.Open(f"WMTS:{capabilities},layer={name},tilematrixset={matrix_set}{extra}")


def window(data, west, north, side_m, pixels):
    x0, cell, _, y0, _, minus = data.GetGeoTransform()
    options = dict(buf_xsize=pixels, buf_ysize=pixels)
    return data.ReadAsArray((west - x0) / cell, (y0 - north) / -minus, side_m / cell, side_m / cell, **options)


# Full resolution: pixel by pixel the dalle's own decoding, by JPEG blocks as they are.
(dalle,) = site.glob("dalles/2025/*05780-63740*.tif")
own = gdal.Open(str(dalle))
west, _, _, north, _, _ = own.GetGeoTransform()
for name in ("ortho", "ortho-2025"):
    far = layer(name, "LAMB93")
    assert far.GetSpatialRef().GetAuthorityCode(None) == "2154"
    got = window(far, west, north, 200, own.RasterXSize)
    assert np.array_equal(got[:3], own.ReadAsArray()), np.abs(got[:3].astype(int) - own.ReadAsArray()).max()
# Two dalles at once, and what lies beyond them is not valid.
got = window(layer("ortho", "LAMB93"), west, north, 400, 2000)
assert got.shape[0] == 4 and (got[3, :1000] == 255).all() and (got[3, 1000:, :1000] == 255).all()
assert (got[3, 1000:, 1000:] == 0).all()

# Each overview level, and the mosaic above.
ns = {"w": "http://www.opengis.net/wmts/1.0", "o": "http://www.opengis.net/ows/1.1"}
root = tree.fromstring(fetch(capabilities).read())
sets = {s.find("o:Identifier", ns).text: s for s in root.findall("w:Contents/w:TileMatrixSet", ns)}
assert set(sets) == {"LAMB93", "PM"}, set(sets)
assert sets["LAMB93"].find("o:SupportedCRS", ns).text == "urn:ogc:def:crs:EPSG::2154"
for matrix in sets["LAMB93"].findall("w:TileMatrix", ns):
    assert matrix.find("w:TopLeftCorner", ns).text == "0 12000000"
    cell = float(matrix.find("w:ScaleDenominator", ns).text) * 0.00028
    number = matrix.find("o:Identifier", ns).text
    side = cell * int(matrix.find("w:TileWidth", ns).text)
    column, row = int(west // side), int((12000000 - north + 1e-6) // side)
    tile = f"{url}/wmts/1.0.0/ortho/normal/LAMB93/{number}/{row}/{column}"
    for ending, kind in (("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")):
        answer = fetch(f"{tile}.{ending}")
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["ETag"] and "max-age" in answer.headers["Cache-Control"]
        gdal.FileFromMemBuffer("/vsimem/t", answer.read())
        picture = gdal.Open("/vsimem/t").ReadAsArray()
        if ending == "png":
            valid = picture[3] == 255
            assert valid.any(), (number, "nothing is shown")
        if ending == "jpg":
            jpeg = picture
    near = jpeg[:, ~valid]
    assert near.size == 0 or np.percentile(near, 2) > 200, (number, "black or grey around the dalles")

# Web Mercator: the same place, within what resampling does.
far = layer("ortho", "PM")
assert far.GetSpatialRef().GetAuthorityCode(None) == "3857"
box = [west + 50, north - 150, west + 150, north - 50]
warp = lambda data: gdal.Warp("", data, format="MEM", dstSRS="EPSG:2154", outputBounds=box, xRes=0.5, yRes=0.5, resampleAlg="average").ReadAsArray()[:3].astype(int)
off = np.abs(warp(far) - warp(own))
assert off.mean() < 6, off.mean()

# Every zoom that is listed shows something there, and a dalle alone is counted as such.
to_web = osr.CoordinateTransformation(own.GetSpatialRef(), far.GetSpatialRef())
x, y, _ = to_web.TransformPoint(west + 100, north - 100)
zooms = [int(matrix.find("o:Identifier", ns).text) for matrix in sets["PM"].findall("w:TileMatrix", ns)]
for zoom in zooms:
    side = 2 * 20037508.342789244 / 2**zoom
    place = f"{int((20037508.342789244 - y) // side)}/{int((x + 20037508.342789244) // side)}"
    gdal.FileFromMemBuffer("/vsimem/t", fetch(f"{url}/wmts/1.0.0/ortho/normal/PM/{zoom}/{place}.png").read())
    assert (gdal.Open("/vsimem/t").ReadAsArray()[3] == 255).any(), f"zoom {zoom} of {zooms} is blank"

# What stands at a pixel.
matrices = sets["LAMB93"].findall("w:TileMatrix", ns)
finest = matrices[-1]
side = float(finest.find("w:ScaleDenominator", ns).text) * 0.00028 * int(finest.find("w:TileWidth", ns).text)
column, row = int(west // side), int((12000000 - north) // side) + 1
info = json.load(fetch(f"{url}/wmts?SERVICE=WMTS&REQUEST=GetFeatureInfo&VERSION=1.0.0&LAYER=ortho&STYLE=normal&TILEMATRIXSET=LAMB93"
                       f"&TILEMATRIX={len(matrices) - 1}&TILEROW={row}&TILECOL={column}&FORMAT=image/png&I=300&J=0&INFOFORMAT=application/json"))
(feature,) = info["features"]
assert feature["properties"]["nomImage"] == dalle.name and feature["properties"]["millesime"] == 2025
assert feature["properties"]["dateAcquisition"] == "2025-06-14"
assert fetch(feature["properties"]["url"]).read() == dalle.read_bytes()


def refused(address):
    try:
        fetch(address)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    return 200, ""


# Outside: JPEG has no tile, PNG a transparent one; beyond the matrix, and nonsense, is told.
far_tile = f"{url}/wmts/1.0.0/ortho/normal/LAMB93/{len(matrices) - 1}/1/1"
assert refused(far_tile + ".jpg")[0] == 404
gdal.FileFromMemBuffer("/vsimem/t", fetch(far_tile + ".png").read())
assert (gdal.Open("/vsimem/t").ReadAsArray()[3] == 0).all()
for query, code in (("", "MissingParameterValue"), ("?SERVICE=WMTS&REQUEST=GetTile&LAYER=x&TILEMATRIXSET=LAMB93&TILEMATRIX=0&TILEROW=0&TILECOL=0&FORMAT=image/png", "InvalidParameterValue"),
                    ("?SERVICE=WMTS&REQUEST=GetTile&LAYER=ortho&TILEMATRIXSET=LAMB93&TILEMATRIX=0&TILEROW=99999999&TILECOL=0&FORMAT=image/png", "TileOutOfRange")):
    status, text = refused(url + "/wmts" + query)
    assert status == 400 and f'exceptionCode="{code}"' in text, (query, status, text)
    tree.fromstring(text)
print("wmts: pixels equal the dalle's")
