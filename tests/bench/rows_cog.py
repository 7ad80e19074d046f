# SPDX-License-Identifier: Apache-2.0
"""Rows about one dalle made into a COG. The docstring of a row is its line in --list."""
import hashlib
import json
import math
import os

import quality
from measure import Failed, Skipped, warm_up
from report import Line, ratio
from setting import judge, quoted

TUNED = "-co OVERVIEW_RESAMPLING=AVERAGE --config COG_TMP_COMPRESSION NONE --config GDAL_CACHEMAX 2000"
MB = 1e6
ONCE = 1.02    # of the source's size: read once, headers and libraries included
NO_DISK = 1.0  # MB: what rounding to blocks of the file system may leave


def gdal_cog(source, options="", quality_q=95):
    return "gdal_translate -q -of COG -co COMPRESS=JPEG -co QUALITY=%d %s %s out/a.tif" % (quality_q, options, quoted(source))


def ours(source, *options, threads=1):
    return quoted("pcrs-compress", "-q", "-j", threads, "-o", "out/a.tif", *options, source)


def ours_at(setting, threads=1):
    return lambda q, name: setting.side(name, ours(setting.dalle, "--quality", q, threads=threads))


def against_default(setting):
    theirs = setting.side("theirs", gdal_cog(setting.dalle))
    return setting.remember("default", lambda: setting.at_equal_psnr(theirs, ours_at(setting), 95))


def cog_default(setting):
    """one dalle at equal PSNR-Y, against gdal_translate -of COG as it comes"""
    return [ratio("", "cpu_s", *against_default(setting), 0.14)]


def cog_bytes(setting):
    """the same runs: bytes at equal PSNR-Y"""
    return [ratio("", "result_bytes", *against_default(setting), 0.98)]


def cog_tuned(setting):
    """the same against GDAL tuned: overviews AVERAGE, temporary file not compressed, a cache of 2 GB"""
    theirs = setting.side("theirs", gdal_cog(setting.dalle, TUNED))
    return [ratio("", "cpu_s", *setting.at_equal_psnr(theirs, ours_at(setting), 95), 0.30)]


def sha256(path):
    with open(path, "rb") as stream:
        digest = hashlib.sha256()
        while block := stream.read(8 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_digests(side, *paths):
    for path in paths:
        if sha256(path) not in side.stdout:
            raise Failed("the right digest of %s is not in the result of %s" % (path, side.shell))


def cog_digests(setting):
    """ours with the SHA-256 of source and result, against cog-default's GDAL without any digest"""
    def side(q, name):
        return setting.side(name, ours(setting.dalle, "--json", "--source-digest", "--quality", q))

    theirs = setting.side("theirs", gdal_cog(setting.dalle))
    mine, theirs = setting.at_equal_psnr(theirs, side, 95)
    whole = side(95, "digests")
    whole.verify = lambda made: check_digests(made, setting.dalle, made.result())
    warm_up(whole, True)
    return [ratio("", "cpu_s", mine, theirs, 0.18)]


def cog_two_threads(setting):
    """the same as cog-default with two threads on both sides: wall"""
    if len(os.sched_getaffinity(0)) < 2:
        raise Skipped("one core only")
    theirs = setting.side("theirs", gdal_cog(setting.dalle, "-co NUM_THREADS=2"))
    return [ratio("", "wall_s", *setting.at_equal_psnr(theirs, ours_at(setting, 2), 95), 0.14)]


def cog_vips(setting):
    """at the PSNR-Y of libvips' tiled pyramid of Q 85 (no COG, no georeference)"""
    setting.needs("vips")
    theirs = setting.side("theirs", "VIPS_CONCURRENCY=1 vips tiffsave %s out/a.tif --compression jpeg --Q 85 --tile "
                          "--tile-width 256 --tile-height 256 --pyramid" % quoted(setting.dalle))
    return [ratio("", "cpu_s", *setting.at_equal_psnr(theirs, ours_at(setting), 85, placed=False), 0.62)]


def source_reads(side, size):
    """How often the source was read: reading the result back, to verify it, is not reading the source."""
    read, result = side.median("read_bytes"), side.median("result_bytes")
    return (read - result if read - result > 0.99 * size else read) / size


def cog_memory(setting):
    """peak memory, temporary disk and reads of the source, JPEG at 95 and lossless"""
    size = os.path.getsize(setting.dalle)
    _, gdal = setting.remembered("default") or (None, None)  # beside ours, where that row ran
    jpeg = setting.side("jpeg", ours(setting.dalle, "--quality", 95))
    lossless = setting.side("lossless", ours(setting.dalle, "--lossless"))
    setting.compare(jpeg, lossless)
    lines = []
    for name, side, output, target in (("JPEG", jpeg, jpeg.median("result_bytes"), 256), ("lossless", lossless, 0, 400)):
        beyond = "RSS - out" if output else "RSS"
        lines += [Line(name, beyond, (side.median("rss_bytes") - output) / MB, target, side, gdal if output else None, " MB"),
                  Line(name, "tmp disk", side.median("temporary_bytes") / MB, NO_DISK, side, unit=" MB"),
                  Line(name, "reads", source_reads(side, size), ONCE, side, unit=" x")]
    return lines


def cog_budget(setting):
    """--budget, 0.8 of the size at 95, against --quality of what it chooses; the size within the budget"""
    full = setting.side("full", ours(setting.dalle, "--quality", 95))
    warm_up(full, True)
    budget = int(0.8 * full.median("result_bytes"))
    mine = setting.side("budget", ours(setting.dalle, "--json", "--budget", budget))
    mine.verify = lambda side: check_budget(side, budget)
    warm_up(mine, True)
    theirs = setting.side("quality", ours(setting.dalle, "--quality", mine.facts["quality"]))
    setting.compare(mine, theirs)
    return [ratio("", "cpu_s", mine, theirs, 1.15), ratio("", "read_bytes", mine, theirs, 1.15),
            Line("", "of budget", mine.median("result_bytes") / budget, 0.97, mine, at_least=True,
                 note="quality %.1f, encoded %d times" % (mine.facts["quality"], mine.facts["encodings"]))]


def check_budget(side, budget):
    facts = next(line for line in map(json.loads, side.stdout.splitlines()) if line["type"] == "dalle")["facts"]
    side.facts.update({"quality": facts["quality"], "encodings": facts["encodings"]})
    if os.path.getsize(side.result()) > budget:
        raise Failed("%d bytes, more than the budget of %d" % (os.path.getsize(side.result()), budget))


def cog_jpeg_source(setting):
    """a dalle delivered as JPEG 90 (tiles of 512), against decoding and encoding it again"""
    source = setting.made("source.tif", "gdal_translate -q -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 -co COMPRESS=JPEG "
                          "-co PHOTOMETRIC=YCBCR -co JPEG_QUALITY=90 %s %%(to)s" % quoted(setting.dalle))
    mine = setting.side("ours", ours(source, "--quality", 90), verify=lambda side: judge_luma(side, source))
    theirs = setting.side("theirs", "gdal_translate -q --config GDAL_CACHEMAX 64 %s tmp/a.tif && %s" % (
        quoted(source), ours("tmp/a.tif", "--quality", 90)), verify=lambda side: judge_luma(side, source))
    setting.compare(mine, theirs)
    return [ratio("", "cpu_s", mine, theirs, 1.0), ratio("", "result_bytes", mine, theirs),
            Line("", "luma off by", mine.facts["luma_off"], 0, mine, theirs, " levels",
                 note="PSNR-Y %.1f dB; encoded again: %d levels, %.1f dB" % (
                     mine.facts["psnr_y_db"], theirs.facts["luma_off"], theirs.facts["psnr_y_db"]))]


def judge_luma(side, source):
    """Equal coefficients decode to equal luma. (Not to equal chroma: decoders smooth it up to a block's edge.)"""
    judge(side, source)
    side.facts["luma_off"] = quality.stored_luma_off(side.result(), source)


def check_lossless(side, source):
    if not math.isinf(quality.psnr_y(side.result(), source)):
        raise Failed("pixels differ from the source's: " + side.shell)


def cog_lossless(setting):
    """--lossless against gdal_translate -of COG, ZSTD level 1, predictor 2, tuned alike"""
    mine = setting.side("ours", ours(setting.dalle, "--lossless"))
    theirs = setting.side("theirs", "gdal_translate -q -of COG -co COMPRESS=ZSTD -co LEVEL=1 -co PREDICTOR=YES %s %s out/a.tif" % (
        TUNED, quoted(setting.dalle)))
    for side in (mine, theirs):
        side.verify = lambda made: check_lossless(made, setting.dalle)
    setting.compare(mine, theirs)
    return [ratio("", "cpu_s", mine, theirs, 0.8), ratio("", "result_bytes", mine, theirs, 1.0)]


ROWS = {"cog-default": cog_default, "cog-bytes": cog_bytes, "cog-tuned": cog_tuned, "cog-digests": cog_digests,
        "cog-two-threads": cog_two_threads, "cog-vips": cog_vips, "cog-memory": cog_memory, "cog-budget": cog_budget,
        "cog-jpeg-source": cog_jpeg_source, "cog-lossless": cog_lossless}
