# SPDX-License-Identifier: Apache-2.0
"""mosaic-look.py SITE KEY...: the mosaic shows these dalles (200 m) as they are, and nothing else.
mosaic-look.py SITE --sheet KEY: the file of the sheet that a dalle lies in."""
import json
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
site, keys = Path(sys.argv[1]), sys.argv[2:]
index = json.loads((site / "meta/mosaique.json").read_text(encoding="utf-8"))
corner = lambda key: tuple(100 * int(part) for part in key.split("-"))
inside = lambda bbox, west, north: bbox[0] <= west < bbox[2] and bbox[1] < north <= bbox[3]

if keys[0] == "--sheet":
    west, north = corner(keys[1])
    print(*[site / f["path"] for f in index["files"] if inside(f["bbox"], west, north) and f["resolutions_m"][0] == 1])
    sys.exit()

on_disk = {str(p.relative_to(site)) for p in (site / "mosaique").rglob("*") if p.is_file()}
assert on_disk == {f["path"] for f in index["files"]}, (on_disk, index)
seen = {1: set(), 5: set()}
for entry in index["files"]:
    data = gdal.Open(str(site / entry["path"]))
    west, cell, _, north, _, minus = data.GetGeoTransform()
    assert [west, north, cell, -minus] == [entry["bbox"][0], entry["bbox"][3], entry["resolutions_m"][0], cell]
    assert data.GetRasterBand(1).GetBlockSize() == [400, 400]
    assert (west % (400 * cell), (12000000 - north) % (400 * cell)) == (0, 0), "off the grid"
    levels = [cell] + [cell * data.RasterXSize / data.GetRasterBand(1).GetOverview(i).XSize for i in range(data.GetRasterBand(1).GetOverviewCount())]
    assert levels == [cell * factor for factor in (1, 2, 5, 10)], levels
    assert data.GetFileList() == [str(site / entry["path"])]
    pixels = data.ReadAsArray()
    valid = data.GetRasterBand(1).GetMaskBand().ReadAsArray()
    assert data.GetRasterBand(1).GetMaskFlags() == gdal.GMF_PER_DATASET
    wanted = np.zeros_like(valid)
    side = int(200 / cell)
    for key in keys:
        x, y = corner(key)
        if not inside(entry["bbox"], x, y):
            continue
        column, row = int((x - west) / cell), int((north - y) / cell)
        wanted[row:row + side, column:column + side] = 255
        (path,) = (site / "dalles").rglob(f"*-{key}-*.tif")
        dalle = gdal.Open(str(path)).ReadAsArray().astype(float)
        step = dalle.shape[1] // side
        mean = dalle.reshape(3, side, step, side, step).mean((2, 4))
        off = np.abs(mean - pixels[:, row:row + side, column:column + side].astype(float))
        assert off.mean() < 8, (key, cell, off.mean())
        seen[int(cell)].add(key)
    assert (valid == wanted).all(), f"{entry['path']}: masked where it is not, or not where it is"
    # Around the dalles all is white: what JPEG makes of an edge stays next to it.
    blocks = valid.reshape(valid.shape[0] // 16, 16, valid.shape[1] // 16, 16).any((1, 3))
    near = sum(np.roll(blocks, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)) > 0
    darkest = pixels.reshape(3, near.shape[0], 16, near.shape[1], 16).min((0, 2, 4))
    assert darkest[~near].min() >= 250, darkest[~near].min()
assert seen[1] == seen[5] == set(keys), seen
