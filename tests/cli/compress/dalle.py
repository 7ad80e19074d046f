# SPDX-License-Identifier: Apache-2.0
"""dalle.py FILE [SIDE_PX [KIND]]: an image to compress; KIND: plain, alpha, nodata, mask, grey, u16, nocrs, cc45, rotated,
jpeg, oblong, cut (a JPEG whose last blocks are zeros)."""
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
path = sys.argv[1]
side = int(sys.argv[2]) if len(sys.argv) > 2 else 800
kind = sys.argv[3] if len(sys.argv) > 3 else "plain"

y, x = np.mgrid[0:side, 0:side]
grain = np.random.RandomState(7).randint(0, 24, (3, side, side))
hills = np.stack([110 + 60 * np.sin(x * 0.02 + c) * np.cos(y * 0.015) for c in range(3)])
pixels = (hills + grain).astype(np.uint8)
invalid = x + y < side // 2

bands = {"grey": 1, "alpha": 4}.get(kind, 3)
depth = gdal.GDT_UInt16 if kind == "u16" else gdal.GDT_Byte
options = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256"]
options += {"alpha": ["ALPHA=YES", "PHOTOMETRIC=RGB"], "jpeg": ["COMPRESS=JPEG", "PHOTOMETRIC=YCBCR", "JPEG_QUALITY=80"],
            "cut": ["COMPRESS=JPEG", "PHOTOMETRIC=YCBCR"]}.get(kind, [])
if kind == "mask":
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
dataset = gdal.GetDriverByName("GTiff").Create(path, side, side, bands, depth, options)
if kind != "nocrs":
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(3945 if kind == "cc45" else 2154)
    dataset.SetProjection(reference.ExportToWkt())
turn = 0.01 if kind == "rotated" else 0
dataset.SetGeoTransform((579000, 0.05, turn, 6375000, turn, -0.06 if kind == "oblong" else -0.05))
for band in range(min(bands, 3)):
    plane = pixels[band].copy()
    if kind == "nodata":
        plane[invalid] = 0
    dataset.GetRasterBand(band + 1).WriteArray(plane)
    if kind == "nodata":
        dataset.GetRasterBand(band + 1).SetNoDataValue(0)
if kind == "alpha":
    dataset.GetRasterBand(4).WriteArray(np.where(invalid, 0, 255).astype(np.uint8))
if kind == "mask":
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(invalid, 0, 255).astype(np.uint8))
dataset = None
if kind == "cut":
    with open(path, "r+b") as file:
        size = file.seek(0, 2)
        file.seek(size - size // 3)
        file.write(bytes(size // 4))
