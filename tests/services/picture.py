# SPDX-License-Identifier: Apache-2.0
"""picture.py FILE WEST NORTH: a GeoTIFF of 1000 x 1000 px at 0.2 m that differs from place to place."""
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
path, west, north = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
x = west + 0.2 * np.arange(1000)[None, :]
y = north - 0.2 * np.arange(1000)[:, None]
noise = np.random.default_rng(int(west + 7 * north)).integers(-20, 20, (1000, 1000))
bands = [128 + 60 * np.sin(x / 37 + k) + 40 * np.cos(y / 23 - k) + noise for k in range(3)]
srs = osr.SpatialReference()
srs.ImportFromEPSG(2154)
out = gdal.GetDriverByName("GTiff").Create(path, 1000, 1000, 3, options=["PHOTOMETRIC=RGB"])
out.SetGeoTransform((west, 0.2, 0, north, 0, -0.2))
out.SetProjection(srs.ExportToWkt())
for k, band in enumerate(bands):
    out.GetRasterBand(k + 1).WriteArray(np.clip(band, 0, 255).astype(np.uint8))
