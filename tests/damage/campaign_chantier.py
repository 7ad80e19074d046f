# SPDX-License-Identifier: Apache-2.0
"""The chantier of tests/damage/campaign: six dalles of 200 m at 10 cm, one of which is sent in parts, and a delivery
of them with flight lines beside. Written with the standard library alone: GeoTIFF by hand."""
import random
import struct
import zlib
from pathlib import Path

SIDE_PX, GSD = 2000, 0.1
CORNERS = [(578000 + 200 * x, 6374000 + 200 * y) for y in (0, 1) for x in (0, 1, 2)]


def pixels(seed, noisy_rows):
    """A soft slope with a grain that compresses, and rows of noise that do not."""
    rng = random.Random(seed)
    tile = bytes(60 + (x // 24 + seed * 7) % 120 for x in range(SIDE_PX * 3))
    rows = []
    for row in range(SIDE_PX):
        if row % SIDE_PX < noisy_rows:
            rows.append(bytes(40 + b % 160 for b in rng.randbytes(SIDE_PX * 3)))
        else:
            shift = 3 * (row // 5 % 500)
            rows.append(tile[shift:] + tile[:shift])
    return b"".join(rows)


def write_ortho(path, corner, seed, noisy_rows):
    data = zlib.compress(pixels(seed, noisy_rows), 1)
    west, north = corner
    keys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 2154]
    entries = [  # tag, type, count, packed values
        (256, 4, 1, struct.pack("<I", SIDE_PX)), (257, 4, 1, struct.pack("<I", SIDE_PX)),
        (258, 3, 3, struct.pack("<3H", 8, 8, 8)), (259, 3, 1, struct.pack("<H", 8)), (262, 3, 1, struct.pack("<H", 2)),
        (273, 4, 1, struct.pack("<I", 8)), (277, 3, 1, struct.pack("<H", 3)), (278, 4, 1, struct.pack("<I", SIDE_PX)),
        (279, 4, 1, struct.pack("<I", len(data))), (284, 3, 1, struct.pack("<H", 1)),
        (33550, 12, 3, struct.pack("<3d", GSD, GSD, 0)),
        (33922, 12, 6, struct.pack("<6d", 0, 0, 0, west, north, 0)),
        (34735, 3, len(keys), struct.pack(f"<{len(keys)}H", *keys))]
    pad = len(data) % 2
    at = 8 + len(data) + pad
    extra_at = at + 2 + 12 * len(entries) + 4
    directory, extra = struct.pack("<H", len(entries)), b""
    for tag, kind, count, value in entries:
        if len(value) <= 4:
            directory += struct.pack("<HHI4s", tag, kind, count, value.ljust(4, b"\0"))
        else:
            directory += struct.pack("<HHII", tag, kind, count, extra_at + len(extra))
            extra += value + b"\0" * (len(value) % 2)
    path.write_bytes(struct.pack("<2sHI", b"II", 42, at) + data + b"\0" * pad + directory + b"\0" * 4 + extra)


def key_of(corner):
    return f"{corner[0] // 100:05d}-{corner[1] // 100:05d}"


CHANTIER = """[chantier]
id = "small"
name = "Petit chantier d'essai"
code = "46"
millesime = 2025
producer = "Essai"
[grid]
crs = "EPSG:2154"
dalle_side_m = 200
gsd_m = 0.1
name_pattern = "{{year}}-{{x_hm:5}}-{{y_hm:5}}-LA93-0M10-RVB"
[footprint]
file = "footprint.geojson"
[places]
work = "work"
catalog = "catalog"
intermediate = "{intermediate}"
{nas}
hot = "hot"
[lossless]
compression = "deflate"
level = 1
[hot]
dalle_budget = "8MB"
total_budget = "1GB"
[products.ortho]
licence = "ouvert_lo"
access = "public"
[cold]
{cold}
readers = [{{name = "svc-pcrs", role = "compte de service"}}]
[[cold.places]]
id = "coffre-a"
[[cold.places]]
id = "coffre-b"
{journal}
"""
FOOTPRINT = ('{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1.4665, 44.4470], [1.4755, 44.4470],'
             ' [1.4755, 44.4550], [1.4665, 44.4550], [1.4665, 44.4470]]]}, "properties": {}}')


def write_chantier(folder, intermediate, nas=True, key=None, cold=""):
    journal = f'[journal]\nsigning_key = "{key}"' if key else ""
    text = CHANTIER.format(intermediate=intermediate, nas='nas = "nas"' if nas else "", journal=journal, cold=cold)
    (folder / "chantier.toml").write_text(text)
    (folder / "footprint.geojson").write_text(FOOTPRINT)


def write_delivery(folder, seed):
    rng = random.Random(seed)
    (folder / "ortho").mkdir(parents=True)
    for number, corner in enumerate(CORNERS):
        write_ortho(folder / "ortho" / f"2025-{key_of(corner)}-LA93-0M10-RVB.tif", corner, number, 1100 if number == 0 else 40)
    for line in range(3):
        strip = folder / "raw" / f"bande 0{line}"
        strip.mkdir(parents=True)
        for photo in range(12):
            (strip / f"cliche {photo:03d}.dat").write_bytes(rng.randbytes(rng.randrange(1, 120_000)))
    (folder / "relevé.txt").write_text("livraison d'essai\n")
