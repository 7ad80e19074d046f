# SPDX-License-Identifier: Apache-2.0
"""look.py FILE: what a reader sees of a COG, one line a fact."""
import sys

from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validator

gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
band = dataset.GetRasterBand(1)
overviews = [band.GetOverview(i).XSize for i in range(band.GetOverviewCount())]
print("size", dataset.RasterXSize, dataset.RasterYSize, "block", *band.GetBlockSize(), "overviews", *overviews)
crs = dataset.GetSpatialRef()
print("crs", crs.GetAuthorityName(None) + ":" + crs.GetAuthorityCode(None), "transform", *dataset.GetGeoTransform())
structure = dataset.GetMetadata("IMAGE_STRUCTURE")
print(structure.get("COMPRESSION", "none"), structure.get("LAYOUT"), "mask" if band.GetMaskFlags() == 2 else "no mask")
warnings, errors, _ = validator.validate(dataset, full_check=True)
print(*(warnings + errors) or ["valid"], sep="\n")
