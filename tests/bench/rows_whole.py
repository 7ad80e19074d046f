# SPDX-License-Identifier: Apache-2.0
"""Rows about whole files and the whole chain: digests, the full check of a delivery, all tools in a row, the disk."""
import os
import shutil
import subprocess

import machine
from measure import METRICS, Failed, Side, Skipped
from report import Line, ratio
from rows_cog import check_digests, check_lossless, ours
from rows_grid import ZSTD
from setting import GSD, NORTH, WEST, quoted

MB = 1e6
INGEST = "pcrs-ingest -q -j %(jobs)d --id bench %(delivery)s || [ $? = 3 ]; "
STEPS = INGEST + ("pcrs-tile -q -j %(jobs)d --with-cog; pcrs-archive put -q -j %(jobs)d; pcrs-compress -q -j %(jobs)d; "
                  "pcrs-publish site -q -j %(jobs)d")


def sha256(setting):
    """SHA-256 of one dalle, against openssl and sha256sum; of 25 parts by two threads, against one"""
    mine = setting.side("ours", quoted("pcrs-checksum", "create", "-j", 1, setting.dalle))
    openssl = setting.side("openssl", quoted("openssl", "dgst", "-sha256", setting.dalle))
    stock = setting.side("sha256sum", quoted("sha256sum", setting.dalle))
    mine.verify = lambda side: check_digests(side, setting.dalle)
    setting.compare(mine, openssl, stock)
    lines = [ratio("openssl", "cpu_s", mine, openssl, 1.05), ratio("sha256sum", "cpu_s", mine, stock, 0.35)]
    if len(os.sched_getaffinity(0)) > 1:
        two, one = (setting.side("threads-%d" % jobs, quoted("pcrs-checksum", "create", "-j", jobs, *setting.parts)) for jobs in (2, 1))
        setting.compare(two, one)
        lines.append(ratio("two threads", "wall_s", two, one, 0.6))
    return lines


def dalle_name(column, row, metres):
    return "bench-%d-%d.tif" % (WEST + column * metres, NORTH - row * metres)


def lay(path, target):
    """The same file under the name of a dalle; symbolic links are never followed by pcrs-ingest."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def check(setting):
    """ingest's full check, SHA-256 and statistics included, against gdalinfo -checksum; uncompressed and ZSTD"""
    packed = setting.made("packed.tif", "gdal_translate -q %s %s %%(to)s" % (ZSTD, quoted(setting.dalle)))
    lines = []
    for name, source in (("uncompressed", setting.dalle), ("ZSTD", packed)):
        delivery = setting.folder("delivery-" + name)
        path = os.path.join(delivery, dalle_name(0, 0, 0))
        if not os.path.exists(path):
            lay(source, path)
        mine = setting.side(name, quoted("pcrs-ingest", "-q", "-j", 1, "--chantier", "tmp/chantier.toml", "--id", "bench", delivery),
                            before=lambda side: setting.chantier(side.path("tmp"), setting.side_px),
                            verify=check_accepted, accepted=(0, 3))
        theirs = setting.side(name + "-theirs", quoted("gdalinfo", "-checksum", path))
        setting.compare(mine, theirs)
        lines.append(ratio(name, "cpu_s", mine, theirs, 0.7))
    return lines


def check_accepted(side):
    if "bench-" not in side.stdout:
        raise Failed("the dalle was not accepted: " + side.shell)


def delivery_of(setting, count):
    """A delivery of `count` small dalles, no two side by side: they would not go on beyond their edges, and be refused."""
    folder, metres = setting.folder("delivery-%d" % count), round(setting.side_px // 5 * GSD)
    for number in range(count):
        column, row = 2 * (number % 10), 2 * (number // 10)
        west, north = WEST + column * metres, NORTH - row * metres
        subprocess.run(["gdal_translate", "-q", "-a_ullr", str(west), str(north), str(west + metres), str(north - metres),
                        setting.parts[number % 25], os.path.join(folder, dalle_name(column, row, metres))], check=True)
    return folder


def one_read(setting):
    """a lossless dalle and its COG, with the digests of both: of one read of the source, against a step each"""
    delivery = true_delivery(setting)
    call = INGEST % {"jobs": 1, "delivery": quoted(delivery)}

    def before(side):
        setting.chantier(side.path("out"), setting.side_px, "zstd")
        subprocess.run(["bash", "-c", call], cwd=side.folder, env={**os.environ, "PCRS_CHANTIER": side.path("out/chantier.toml")},
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def verify(side):
        made = sorted(path for path in side.results() if path.endswith(".tif") and "/work/" in path)
        if len(made) != 2:
            raise Failed("%d files in work instead of a lossless dalle and its COG" % len(made))
        side.facts["digests"] = [subprocess.check_output(["sha256sum", path], text=True).split()[0] for path in made]

    prefix = "export PCRS_CHANTIER=$PWD/out/chantier.toml; "
    one = setting.side("one", prefix + "pcrs-tile -q -j 1 --with-cog", before=before, verify=verify)
    two = setting.side("two", prefix + "pcrs-tile -q -j 1; pcrs-compress -q -j 1", before=before, verify=verify)
    setting.compare(one, two)
    if one.facts["digests"] != two.facts["digests"]:
        raise Failed("the two ways do not give the same bytes")
    return [ratio("two steps", "cpu_s", one, two), ratio("two steps", "read_bytes", one, two)]


def true_delivery(setting, count=1):
    """The dalle itself, and again under other places, no two side by side."""
    folder, metres = setting.folder("delivery-true-%d" % count), round(setting.side_px * GSD)
    lay(setting.dalle, os.path.join(folder, dalle_name(0, 0, 0)))
    for number in range(1, count):
        path = os.path.join(folder, dalle_name(2 * number, 0, metres))
        if not os.path.exists(path):
            west = WEST + 2 * number * metres
            subprocess.run(["gdal_translate", "-q", "-a_ullr", str(west), str(NORTH), str(west + metres), str(NORTH - metres),
                            setting.dalle, path], check=True)
    return folder


def chain_side(setting, name, count, jobs, delivery, cold=False, side_px=None):
    files = [os.path.join(delivery, name) for name in os.listdir(delivery)]

    def before(side):
        setting.chantier(side.path("out"), side_px or setting.side_px // 5, "zstd", 8 * setting.side_px)
        if cold:
            machine.forget(files)

    def verify(side):
        published = [path for path in side.results() if "/dalles/" in path and "/hot/" in path and path.endswith(".tif")]
        if len(published) != count:
            raise Failed("%d dalles published instead of %d" % (len(published), count))

    shell = "export PCRS_CHANTIER=$PWD/out/chantier.toml; " + STEPS % {"jobs": jobs, "delivery": quoted(delivery)}
    return setting.side(name, shell, before=before, verify=verify)


def each(side, count):
    """The same runs, a dalle."""
    scaled = Side(side.folder, side.shell)
    for sample in side.samples:
        scaled.samples.append({**{metric: sample[metric] / count for metric in METRICS}, "rss_bytes": sample["rss_bytes"]})
    return scaled


def chain(setting):
    """ingest, tile, put, compress, publish: a dalle of 200 m, of 1, 10 (--long: 100, and some of 1 km); two threads; not cached"""
    some = 3 if setting.quick else 10
    counts = [1, some] + ([100] if setting.long_chain else [])
    deliveries = {count: delivery_of(setting, count) for count in counts}
    hot = {count: chain_side(setting, "hot-%d" % count, count, 1, deliveries[count]) for count in counts}
    two = chain_side(setting, "two", some, 2, deliveries[some])
    cold = chain_side(setting, "cold", some, 1, deliveries[some], cold=True)
    setting.compare(*hot.values(), two, cold)
    one, several = each(hot[1], 1), each(hot[some], some)
    lines = [Line("1 dalle", "wall", one.median("wall_s"), None, one, unit=" s")]
    for count in counts[1:]:
        lines.append(ratio("%d dalles vs 1" % count, "cpu_s", each(hot[count], count), one, 1.1, "figures a dalle"))
    if len(os.sched_getaffinity(0)) > 1:
        lines.append(ratio("%d dalles, 2 threads vs 1" % some, "wall_s", each(two, some), several, 0.6, "figures a dalle"))
    lines.append(ratio("%d dalles, not cached vs cached" % some, "wall_s", each(cold, some), several, None, "figures a dalle"))
    return lines + (chain_of_true_dalles(setting) if setting.long_chain else [])


def chain_of_true_dalles(setting):
    """Of 1 km: each is made alone, by all threads, so that memory stays bounded. What is written must reach the disk: all that
    it takes alone, over the wall, says how near to it the chain comes."""
    count = 3
    delivery = true_delivery(setting, count)
    one, two, cold = (chain_side(setting, "true-" + name, count, jobs, delivery, name == "cold", setting.side_px)
                      for name, jobs in (("one", 1), ("two", 2), ("cold", 1)))
    setting.compare(one, two, cold)
    single, double, uncached = (each(side, count) for side in (one, two, cold))
    return [Line("%d dalles of 1 km" % count, "wall", single.median("wall_s"), None, single, unit=" s", note="figures a dalle"),
            ratio("of 1 km, 2 threads vs 1", "wall_s", double, single, 0.7, "figures a dalle"),
            ratio("of 1 km, not cached vs cached", "wall_s", uncached, single, None, "figures a dalle"),
            Line("of 1 km, 2 threads", "of writing", written_alone(setting, double), None, double, note="of the disk's own speed")]


def written_alone(setting, side):
    """The share of its wall in which the disk could have written what the side wrote."""
    path = os.path.join(setting.folder(), "written")
    try:
        speed = machine.write_speed(path, os.path.getsize(setting.dalle))
    except OSError:
        return None
    return side.median("written_bytes") / speed / side.median("wall_s")


def disk(setting):
    """the disk's own speed, and how much of it --lossless reaches from a source that is not cached"""
    size = os.path.getsize(setting.dalle)
    try:
        writes, reads = machine.write_speed(os.path.join(setting.folder(), "written"), size), machine.read_speed(setting.dalle)
    except OSError as error:
        raise Skipped("the disk cannot be measured: %s" % error) from error
    threads = min(2, len(os.sched_getaffinity(0)))
    mine = setting.side("ours", ours(setting.dalle, "--lossless", threads=threads),
                        before=lambda side: machine.forget([setting.dalle]), verify=lambda side: check_lossless(side, setting.dalle))
    setting.compare(mine)
    alone = size / reads + mine.median("result_bytes") / writes
    return [Line("write and fsync", "speed", writes / MB, unit=" MB/s"), Line("read", "speed", reads / MB, unit=" MB/s"),
            Line("--lossless, %d threads" % threads, "of speed", alone / mine.median("wall_s"), None, mine,
                 note="read, then write, at those speeds: %.2f s" % alone)]


ROWS = {"sha256": sha256, "check": check, "one-read": one_read, "chain": chain, "disk": disk}
