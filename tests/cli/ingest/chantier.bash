# SPDX-License-Identifier: Apache-2.0
# Sourced by cases: a chantier of dalles of 200 m at 2 m (100 px), two columns and two rows, and the makers of its files.
# shellcheck shell=bash
cat >chantier.toml <<'T'
[chantier]
id = "essai"
name = "Essai"
code = "46"
millesime = 2025
producer = "Essai"
[grid]
crs = "EPSG:2154"
dalle_side_m = 200
gsd_m = 2
name_pattern = "{year}-{x_hm:5}-{y_hm:5}-LA93-2M00-RVB"
[footprint]
file = "emprise.geojson"
[[lots]]
id = "nord"
dalles = ["05780-63740", "05782-63740"]
[places]
work = "work"
catalog = "catalog"
intermediate = "intermediate"
hot = "hot"
recette = "recette"
[products.ortho]
licence = "ouvert_lo"
access = "public"
T
cat >emprise.geojson <<'T'
{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},"features":[
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[578000,6373600],[578400,6373600],[578400,6374000],[578000,6374000],[578000,6373600]]]}}]}
T
export PCRS_CHANTIER=chantier.toml

# dalle XXXXX-YYYYY [FOLDER [SUFFIX [SHIFT [EPSG [TONE]]]]]: a dalle of a landscape that goes on over the seams; SHIFT
# metres to the east of its name; TONE levels brighter.
dalle() {
  /usr/bin/python3 - "$1" "${2:-livraison/ORTHO}" "${3:-}" "${4:-0}" "${5:-2154}" "${6:-0}" <<'P'
import os, sys
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
key, folder, suffix, shift, epsg, tone = sys.argv[1:]
west, north = (int(part) * 100 for part in key.split("-"))
os.makedirs(folder, exist_ok=True)
x = west - 578000 + numpy.arange(100)[None, :] * 2.0
y = 6374000 - north + numpy.arange(100)[:, None] * 2.0
image = gdal.GetDriverByName("GTiff").Create(os.path.join(folder, "2025-%s-LA93-2M00-RVB%s.tif" % (key, suffix)), 100, 100, 3)
image.SetGeoTransform([west + float(shift), 2, 0, north, 0, -2])
crs = osr.SpatialReference()
crs.ImportFromEPSG(int(epsg))
image.SetProjection(crs.ExportToWkt())
for band in range(3):
    wave = 120 + 50 * numpy.sin(x / 300 + band) + 50 * numpy.cos(y / 250 - band) + int(tone)
    image.GetRasterBand(band + 1).WriteArray(wave.astype(numpy.uint8))
    image.GetRasterBand(band + 1).SetColorInterpretation(gdal.GCI_RedBand + band)
P
}

# The findings of a run as `rule file`, by JSON Lines on stdin; notes on fields and lists that every case has are left out.
findings() {
  /usr/bin/python3 -c '
import json, os, sys
for line in sys.stdin:
    record = json.loads(line)
    if record["type"] == "finding" and record["rule"] not in ("national.absent", "manifest.none", "lot.undeclared"):
        print(record["severity"], record["rule"], os.path.basename(record["path"]))
    elif record["type"] == "summary":
        print("exit", record["exit"], "accepted", record["accepted"], "reserved", record["reserved"], "rejected",
              record["orthos_rejected"], "read", record["done"], "skipped", record["skipped"])
'
}
ingest() { pcrs-ingest --json "$@" 2>/dev/null | findings; }
