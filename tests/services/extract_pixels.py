#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares an extract with what it was cut from.

extract_pixels.py CUT WHOLE POLYGON   inside the polygon its pixels are those of WHOLE, outside white and not valid
extract_pixels.py --near CUT OTHER [MOST]  of one extent: where both are valid they differ by little
extract_pixels.py --bounds CUT        west south east north
"""
import sys

import numpy
from osgeo import gdal, ogr

gdal.UseExceptions()


def pixels(dataset, window=()):
    rgb = dataset.ReadAsArray(*window)[:3].astype(int)
    valid = dataset.GetRasterBand(1).GetMaskBand().ReadAsArray(*window) > 0
    return rgb, valid


def inside(dataset, wkt):
    memory = gdal.GetDriverByName("MEM").Create("", dataset.RasterXSize, dataset.RasterYSize)
    memory.SetGeoTransform(dataset.GetGeoTransform())
    memory.SetProjection(dataset.GetProjection())
    vector = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = vector.CreateLayer("", dataset.GetSpatialRef())
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(memory, [1], layer, burn_values=[1])
    return memory.ReadAsArray() > 0


def compare_cut(cut, whole, wkt):
    rgb, valid = pixels(cut)
    a, b = cut.GetGeoTransform(), whole.GetGeoTransform()
    x, y = round((a[0] - b[0]) / a[1]), round((a[3] - b[3]) / a[5])
    expected, covered = pixels(whole, (x, y, cut.RasterXSize, cut.RasterYSize))
    shown = inside(cut, wkt) & covered
    assert not covered.all(), "the polygon should reach beyond the dalles"
    assert (valid != shown).mean() < 1e-3, "the mask is not the polygon"
    assert 0.2 < valid.mean() < 0.8, valid.mean()
    assert (rgb[:, valid] == expected[:, valid]).all(), "pixels differ"
    assert (rgb[:, ~valid] == 255).all(), "it is not white outside"
    assert rgb[:, valid].std() > 10, "there is no picture in it"


def compare_near(cut, other, most=2.0):
    rgb, valid = pixels(cut)
    expected, there = pixels(other)
    both = valid & there
    assert both.mean() > 0.2, both.mean()
    far = numpy.abs(rgb - expected)[:, both]
    assert far.mean() < most, far.mean()


if sys.argv[1] == "--bounds":
    found = gdal.Open(sys.argv[2])
    g = found.GetGeoTransform()
    print(g[0], g[3] + g[5] * found.RasterYSize, g[0] + g[1] * found.RasterXSize, g[3])
elif sys.argv[1] == "--near":
    compare_near(gdal.Open(sys.argv[2]), gdal.Open(sys.argv[3]), *map(float, sys.argv[4:]))
else:
    compare_cut(gdal.Open(sys.argv[1]), gdal.Open(sys.argv[2]), sys.argv[3])
