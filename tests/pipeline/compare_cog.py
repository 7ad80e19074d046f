# SPDX-License-Identifier: Apache-2.0
"""compare_cog.py SOURCE COG exact|DB BLOCK FACTORS: the COG against its source, by numpy and GDAL's own reader.
compare_cog.py --cut SOURCE TARGET: a copy of SOURCE with an internal mask cut into it."""
import math
import sys

import numpy as np
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validator

gdal.UseExceptions()


def cut(source, target):
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    dataset = gdal.Translate(target, source, creationOptions=["TILED=YES", "COMPRESS=DEFLATE"], noData="none")
    y, x = np.mgrid[0 : dataset.RasterYSize, 0 : dataset.RasterXSize]
    valid = (x * 3 + y > dataset.RasterXSize) & ((x - 2100) ** 2 + (y - 1900) ** 2 > 333**2)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(valid, 255, 0).astype(np.uint8))


def read(bands, row=0, rows=None):
    width, height = bands[0].XSize, bands[0].YSize
    return np.stack([band.ReadAsArray(0, row, width, rows or height) for band in bands], -1)


def halves_up(rgb, valid, step):
    """Mean of the valid pixels of step x step groups, rounded half up, and where there is any."""
    rows, columns = valid.shape[0] // step, valid.shape[1] // step
    weights = (valid > 0).astype(np.uint8)
    groups = (rgb * weights[..., None]).reshape(rows, step, columns, step, 3)
    sums = sum(groups[:, y, :, x].astype(np.uint32) for y in range(step) for x in range(step))
    parts = weights.reshape(rows, step, columns, step)
    counts = sum(parts[:, y, :, x].astype(np.uint32) for y in range(step) for x in range(step))
    divisor = 2 * np.maximum(counts, 1)[..., None]
    means = np.where(counts[..., None] > 0, (2 * sums + counts[..., None]) // divisor, 255)
    return means.astype(np.uint8), np.where(counts > 0, 255, 0).astype(np.uint8)


def psnr(a, b, valid):
    off = np.bincount(np.abs(a.astype(np.int16) - b)[valid > 0].ravel(), minlength=256)
    squares = (off * np.arange(256) ** 2).sum()
    return math.inf if squares == 0 else 10 * math.log10(255**2 * off.sum() / squares)


def check(condition, message):
    if not condition:
        sys.exit("FAILED " + message)


def check_pixels(what, wanted, wanted_valid, got, got_valid, least):
    check((wanted_valid == got_valid).all(), what + ": another mask")
    if least == "exact":
        check((wanted == got).all(), what + ": other pixels")
    else:
        measured = psnr(wanted, got, wanted_valid)
        check(measured >= float(least), f"{what}: PSNR {measured:.2f} dB under {least}")
    # White under the mask; JPEG rings within 16 px, and readers smooth the colour of the pixels next to these.
    invalid = wanted_valid == 0
    if least != "exact" and invalid.any():
        size = invalid.shape[0] // 16 * 16
        blocks = invalid[:size, :size].reshape(size // 16, 16, size // 16, 16).all((1, 3))
        invalid = np.zeros_like(invalid)
        inside = np.zeros((16, 16), bool)
        inside[2:14, 2:14] = True
        invalid[:size, :size] = np.kron(blocks, inside)
    check((got[invalid] == 255).all(), what + ": not white under the mask")


def main(source_path, cog_path, least, block, factors):
    source, cog = gdal.Open(source_path), gdal.Open(cog_path)
    warnings, errors, _ = validator.validate(cog, full_check=True)
    check(not errors and not warnings, "validator: " + "; ".join(errors + warnings))
    check(cog.GetGeoTransform() == source.GetGeoTransform(), f"georeference {cog.GetGeoTransform()}")
    crs = cog.GetSpatialRef()
    check((crs.GetAuthorityName(None), crs.GetAuthorityCode(None)) == ("EPSG", "2154"), "no EPSG:2154")
    bands = [cog.GetRasterBand(i) for i in (1, 2, 3)]
    count = bands[0].GetOverviewCount()
    widths = [bands[0].GetOverview(i).XSize for i in range(count)]
    check(widths == [cog.RasterXSize // f for f in factors], f"overviews {widths}")
    levels = {1: bands} | {f: [band.GetOverview(i) for band in bands] for i, f in enumerate(factors)}
    for level in levels.values():
        check(level[0].GetBlockSize() == [block, block], f"blocks {level[0].GetBlockSize()}")
        has_mask = source.GetRasterBand(1).GetMaskFlags() == gdal.GMF_PER_DATASET
        check((level[0].GetMaskFlags() == gdal.GMF_PER_DATASET) == has_mask, "mask flags")

    # In bands of whole groups, so that a kilometre fits in memory.
    rows = 400 if cog.RasterYSize > 4000 else cog.RasterYSize
    wanted = {f: [] for f in factors}
    for row in range(0, cog.RasterYSize, rows):
        rgb = read([source.GetRasterBand(i) for i in (1, 2, 3)], row, rows)
        valid = source.GetRasterBand(1).GetMaskBand().ReadAsArray(0, row, cog.RasterXSize, rows)
        rgb[valid == 0] = 255
        got_valid = bands[0].GetMaskBand().ReadAsArray(0, row, cog.RasterXSize, rows)
        check_pixels("full resolution", rgb, valid, read(bands, row, rows), got_valid, least)
        made = {1: (rgb, valid)}
        for factor in factors:
            parent = max(p for p in made if factor % p == 0)
            if made[parent][1].shape[0] % (factor // parent) == 0:
                made[factor] = halves_up(*made[parent], factor // parent)
                wanted[factor].append(made[factor])
    for factor in factors:
        rgb = np.concatenate([part[0] for part in wanted[factor]])
        valid = np.concatenate([part[1] for part in wanted[factor]])
        got_valid = levels[factor][0].GetMaskBand().ReadAsArray()
        check_pixels(f"overview {factor}", rgb, valid, read(levels[factor]), got_valid, least if least == "exact" else float(least) - 6)


if sys.argv[1] == "--cut":
    cut(sys.argv[2], sys.argv[3])
else:
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), [int(f) for f in sys.argv[5].split(",")])
