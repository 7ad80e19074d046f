# SPDX-License-Identifier: Apache-2.0
"""Rows about the grid: 25 parts into one dalle, one dalle into 25 parts."""
import quality
from report import ratio
from rows_cog import TUNED, check_digests, check_lossless, gdal_cog, ours
from setting import quoted

ZSTD = "-co TILED=YES -co COMPRESS=ZSTD -co ZSTD_LEVEL=1 -co PREDICTOR=2"


def tile(chantier, sources, digests=False):
    options = ["--verify-sources"] if digests else []  # of files on the command line: tells their SHA-256
    return quoted("pcrs-tile", "-q", "--json", "-j", 1, "--chantier", chantier, "-o", "out", *options, *sources)


def assemble(setting, compression, creation):
    parts = quoted(*setting.parts)
    chantier = setting.chantier(setting.folder(), setting.side_px, compression)
    mine = setting.side("ours", tile(chantier, setting.parts, digests=True))
    theirs = setting.side("theirs", "gdalbuildvrt -q tmp/m.vrt %s && gdal_translate -q --config GDAL_CACHEMAX 64 %s tmp/m.vrt out/a.tif "
                          "&& openssl dgst -sha256 %s out/a.tif" % (parts, creation, parts))
    for side in (mine, theirs):
        side.verify = lambda made: check_mosaic(made, setting)
    return setting.compare(mine, theirs)


def check_mosaic(side, setting):
    check_lossless(side, setting.dalle)
    check_digests(side, setting.parts[0], setting.parts[-1], side.result())


def mosaic(setting):
    """25 parts into one uncompressed dalle, SHA-256 of sources and result, against gdalbuildvrt, gdal_translate, openssl"""
    return [ratio("", "cpu_s", *assemble(setting, "none", ""), 0.75)]


def mosaic_zstd(setting):
    """the same into a dalle of ZSTD level 1, predictor 2"""
    sides = assemble(setting, "zstd", ZSTD)
    return [ratio("", "cpu_s", *sides, 0.75), ratio("", "result_bytes", *sides)]


def cut(setting):
    """one dalle into 25, against gdal_retile.py (which computes no digest)"""
    setting.needs("gdal_retile.py")
    part = setting.side_px // 5
    chantier = setting.chantier(setting.folder(), part)
    mine = setting.side("ours", tile(chantier, [setting.dalle]))
    theirs = setting.side("theirs", quoted("gdal_retile.py", "-q", "-ps", part, part, "-targetDir", "out", setting.dalle))
    for side in (mine, theirs):
        side.verify = lambda made: quality.check_cover(made.results(), setting.dalle, 25)
    return [ratio("", "cpu_s", *setting.compare(mine, theirs), 0.6, "ours with the digest of each result")]


def mosaic_cog(setting):
    """25 parts straight to a COG at equal PSNR-Y, against gdalbuildvrt and the COG of cog-tuned"""
    theirs = setting.side("theirs", "gdalbuildvrt -q tmp/m.vrt %s && %s" % (quoted(*setting.parts), gdal_cog("tmp/m.vrt", TUNED)))
    chantier = setting.chantier(setting.folder(), setting.side_px)
    mine = ["pcrs-tile", "-q", "-j", 1, "--chantier", chantier, "-o", "out", "--cog"]
    sides = setting.at_equal_psnr(theirs, lambda q, name: setting.side(name, quoted(*mine, q, *setting.parts)), 95)
    return [ratio("", "cpu_s", *sides, 0.3)]


ROWS = {"mosaic": mosaic, "mosaic-zstd": mosaic_zstd, "cut": cut, "mosaic-cog": mosaic_cog}
