# SPDX-License-Identifier: Apache-2.0
"""What the figures were taken on, and how fast its disk is."""
import os
import time

from osgeo import gdal

BLOCK = 8 << 20


def describe():
    with open("/proc/cpuinfo", encoding="utf-8") as stream:
        fields = dict(line.split(":", 1) for line in stream if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    return {"cores": len(os.sched_getaffinity(0)), "model": fields.get("model name", "unknown"),
            "sha_ni": "sha_ni" in fields.get("flags", "").split(), "load_1min": round(os.getloadavg()[0], 2),
            "gdal": gdal.VersionInfo("RELEASE_NAME")}


def forget(paths):
    """Out of the page cache, so that the next read comes from the medium. Only these files: others' stay."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)  # pages not yet written cannot be dropped
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def write_speed(path, size):
    """Bytes a second, sequential, fsync included."""
    block = os.urandom(BLOCK)  # a disk that packs zeros would look fast
    start = time.monotonic()
    with open(path, "wb", buffering=0) as stream:
        for _ in range(max(1, size // BLOCK)):
            stream.write(block)
        os.fsync(stream.fileno())
    return max(1, size // BLOCK) * BLOCK / (time.monotonic() - start)


def read_speed(path):
    forget([path])
    start = time.monotonic()
    with open(path, "rb", buffering=0) as stream:
        while stream.read(BLOCK):
            pass
    return os.path.getsize(path) / (time.monotonic() - start)
