#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what the benches read: make_input.py DIR [--small]

DIR/dalle.tif       one dalle, 20 000 x 20 000 px at 5 cm (--small: 4 000 px, a dalle of 200 m), uncompressed RGB
DIR/parts/*.tif     the same pixels as 25 dalles, uncompressed
DIR/texture.txt     where the pixels come from

The texture is that of the full real 200 m dalle of shared data, each of the 25 parts turned or mirrored in its own way,
so that no two neighbours repeat. Without shared data it is the made-up landscape of samples/make-delivery, whose grain
takes about as many JPEG bits a pixel as a real photograph.
"""
import importlib.machinery
import importlib.util
import os
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
REAL = os.path.join(ROOT, "..", "shared", "data", "dalles", "pleine_200m_0M05", "2025-05790-63730-LA93-0M05-RVB.tif")
GSD = 0.05
WEST, NORTH = 579000.0, 6375000.0


def sample_maker():
    loader = importlib.machinery.SourceFileLoader("make_delivery", os.path.join(ROOT, "samples", "make-delivery"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def texture(side):
    """One part, side x side x 3, and where it comes from."""
    if os.path.exists(REAL):
        image = gdal.Open(REAL)
        pixels = image.ReadAsArray(0, 0, min(side, image.RasterXSize), min(side, image.RasterYSize))
        # Moved off the grid of 8 px that it was compressed on: on it, JPEG of the same tables loses next to nothing, and
        # quality no longer grows with the size.
        return numpy.roll(numpy.moveaxis(pixels, 0, 2), (3, 5), (0, 1)), "a real aerial photograph (the full 200 m dalle of shared data)"
    return sample_maker().landscape(WEST, NORTH, side, side), "a made-up landscape (no shared data here)"


def turned(part, number):
    """The eight ways to lay a square, one after the other."""
    part = numpy.rot90(part, number % 4)
    return numpy.ascontiguousarray(part[:, ::-1] if number // 4 % 2 else part)


def write(path, pixels, column, row):
    height, width, _ = pixels.shape
    image = gdal.GetDriverByName("GTiff").Create(path, width, height, 3, options=["PHOTOMETRIC=RGB", "INTERLEAVE=PIXEL"])
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(2154)
    image.SetProjection(crs.ExportToWkt())
    image.SetGeoTransform([WEST + column * GSD, GSD, 0, NORTH - row * GSD, 0, -GSD])
    image.WriteRaster(0, 0, width, height, pixels.tobytes(), buf_pixel_space=3, buf_line_space=3 * width, buf_band_space=1)


def main():
    folder, side = sys.argv[1], 800 if "--small" in sys.argv else 4000
    os.makedirs(os.path.join(folder, "parts"), exist_ok=True)
    part, origin = texture(side)
    dalle = numpy.empty((5 * side, 5 * side, 3), numpy.uint8)
    for number in range(25):
        row, column = number // 5 * side, number % 5 * side
        pixels = turned(part, number + number // 5)  # the row moves the cycle: no column repeats
        dalle[row:row + side, column:column + side] = pixels
        write(os.path.join(folder, "parts", "%02d.tif" % number), pixels, column, row)
    write(os.path.join(folder, "dalle.tif"), dalle, 0, 0)
    with open(os.path.join(folder, "texture.txt"), "w", encoding="utf-8") as stream:
        stream.write(origin + "\n")


if __name__ == "__main__":
    main()
