# SPDX-License-Identifier: Apache-2.0
"""What results look like beside their source: PSNR of luma, and whether pixels are the same, on the same windows."""
import math

import numpy
from osgeo import gdal

from measure import Failed

gdal.UseExceptions()
CELLS = 6     # windows a side, spread over the image
WINDOW = 512  # px; smaller images give what they have
LUMA = numpy.array([0.299, 0.587, 0.114], numpy.float32)  # JFIF


def windows(width, height):
    """One window in the middle of each cell, shifted by a few pixels so that no block grid is favoured."""
    for row in range(CELLS):
        for column in range(CELLS):
            left, top = width * column // CELLS, height * row // CELLS
            cell_width, cell_height = width * (column + 1) // CELLS - left, height * (row + 1) // CELLS - top
            across, down = min(WINDOW, cell_width), min(WINDOW, cell_height)
            shift = (row * 7 + column * 13) % 37
            yield (left + min((cell_width - across) // 2 + shift, cell_width - across),
                   top + min((cell_height - down) // 2 + shift, cell_height - down), across, down)


def offset(image, source):
    """Where the image's corner lies in the source, in pixels."""
    here, there = image.GetGeoTransform(), source.GetGeoTransform()
    return round((here[0] - there[0]) / there[1]), round((here[3] - there[3]) / there[5])


def read(image, window):
    return image.ReadAsArray(*window, band_list=[1, 2, 3])


def psnr_y(path, source_path, placed=True):
    """dB; infinite when every sampled pixel is the same. The two are compared pixel on pixel."""
    image, source = gdal.Open(path), gdal.Open(source_path)
    if (image.RasterXSize, image.RasterYSize) != (source.RasterXSize, source.RasterYSize):
        raise Failed("%s is not of the size of its source" % path)
    if placed and offset(image, source) != (0, 0):
        raise Failed("%s does not lie where its source does" % path)
    squares = count = 0
    for window in windows(image.RasterXSize, image.RasterYSize):
        difference = read(image, window).astype(numpy.float32) - read(source, window)
        luma = numpy.tensordot(LUMA, difference, 1)
        squares += float(numpy.square(luma).sum(dtype=numpy.float64))
        count += luma.size
    return 10 * math.log10(255 ** 2 * count / squares) if squares else math.inf


def block_luma(image, stream, across, down):
    """One block of a JPEG file as a picture of its own, luma only, before any conversion to RGB."""
    band = image.GetRasterBand(1)
    at, size = (int(band.GetMetadataItem("BLOCK_%s_%d_%d" % (what, across, down), "TIFF")) for what in ("OFFSET", "SIZE"))
    stream.seek(at)
    tables = bytes.fromhex(band.GetMetadataItem("JPEGTABLES", "TIFF"))
    gdal.FileFromMemBuffer("/vsimem/block.jpg", tables[:-2] + stream.read(size)[2:])  # one start, one end
    picture = gdal.Open("/vsimem/block.jpg")  # a band outlives its dataset only to crash
    return picture.GetRasterBand(1).ReadAsArray()


def stored_luma(path, window):
    """Luma as a JPEG file stores it, in a window."""
    image = gdal.Open(path)
    left, top, width, height = window
    across, down = image.GetRasterBand(1).GetBlockSize()
    columns, rows = range(left // across, (left + width - 1) // across + 1), range(top // down, (top + height - 1) // down + 1)
    with open(path, "rb") as stream:
        blocks = numpy.vstack([numpy.hstack([block_luma(image, stream, column, row) for column in columns]) for row in rows])
    left, top = left - columns[0] * across, top - rows[0] * down
    return blocks[top:top + height, left:left + width].astype(int)


def stored_luma_off(path, source_path):
    """The largest difference of luma between two JPEG files, in levels; none where the coefficients are the same."""
    gdal.SetConfigOption("GDAL_JPEG_TO_RGB", "NO")
    image = gdal.Open(path)
    try:
        return max(int(numpy.abs(stored_luma(path, window) - stored_luma(source_path, window)).max())
                   for window in windows(image.RasterXSize, image.RasterYSize))
    finally:
        gdal.SetConfigOption("GDAL_JPEG_TO_RGB", None)
        gdal.Unlink("/vsimem/block.jpg")


def check_same_pixels(path, source_path):
    """The image, wherever it lies in the source, is what the source shows there."""
    image, source = gdal.Open(path), gdal.Open(source_path)
    x, y = offset(image, source)
    for left, top, width, height in windows(image.RasterXSize, image.RasterYSize):
        mine, its = read(image, (left, top, width, height)), read(source, (left + x, top + y, width, height))
        if not numpy.array_equal(mine, its):
            raise Failed("pixels of %s differ from the source's" % path)


def check_cover(paths, source_path, count):
    """As many images as there should be, each in a place of its own, all with the source's pixels."""
    source = gdal.Open(source_path)
    places = {offset(gdal.Open(path), source) for path in paths}
    if len(paths) != count or len(places) != count:
        raise Failed("%d results in %d places instead of %d" % (len(paths), len(places), count))
    for path in paths:
        check_same_pixels(path, source_path)
