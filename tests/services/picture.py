# SPDX-License-Identifier: Apache-2.0
"""picture.py FILE WEST NORTH SIDE: a GeoTIFF of 200 m and SIDE pixels a side that differs from place to place."""
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
path, west, north, side = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
gsd = 200 / side
x = west + gsd * np.arange(side)[None, :]
y = north - gsd * np.arange(side)[:, None]
noise = np.random.default_rng(int(west + 7 * north)).integers(-20, 20, (side, side))
bands = [128 + 60 * np.sin(x / 37 + k) + 40 * np.cos(y / 23 - k) + noise for k in range(3)]
srs = osr.SpatialReference()
srs.ImportFromEPSG(2154)
out = gdal.GetDriverByName("GTiff").Create(path, side, side, 3, options=["PHOTOMETRIC=RGB"])
out.SetGeoTransform((west, gsd, 0, north, 0, -gsd))
out.SetProjection(srs.ExportToWkt())
for k, band in enumerate(bands):
    out.GetRasterBand(k + 1).WriteArray(np.clip(band, 0, 255).astype(np.uint8))
