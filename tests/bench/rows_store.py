# SPDX-License-Identifier: Apache-2.0
"""Rows about object stores: pcrs-archive put over S3 into a real Swift on loopback, against rclone copy."""
import hashlib
import json
import os
import re
import signal
import subprocess
import time

from measure import HERE, Failed, Skipped, once
from report import Line, ratio
from rows_whole import lay
from setting import quoted

STORE = os.path.join(HERE, "..", "services", "object_store.py")
FILES, BYTES = 8, 64_000_000  # the bytes say nothing to either side
PUT = ". ../store/env; pcrs-archive put -q --chantier tmp/chantier.toml"
RCLONE = (". ../store/env; export RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=Other RCLONE_S3_ENDPOINT=$STORE_URL RCLONE_S3_REGION=$AWS_REGION "
          "RCLONE_S3_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_S3_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY; ")


class Store:
    """A Swift of Debian's packages that lives as long as the row."""

    def __init__(self, folder):
        self.folder = folder
        self.process = subprocess.Popen(["/usr/bin/python3", STORE, folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def __enter__(self):
        for _ in range(900):
            if os.path.exists(os.path.join(self.folder, "env")):
                return self
            if self.process.poll() is not None:
                said = self.process.stdout.read().decode(errors="replace").strip()
                raise (Skipped if self.process.returncode == 77 else Failed)(said[-300:])
            time.sleep(0.1)
        raise Failed("the object store does not answer")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def shell(self, command):
        run = subprocess.run(["bash", "-c", RCLONE.replace("../store", self.folder) + command], capture_output=True, text=True, check=False)
        if run.returncode:
            raise Failed("%s: exit %d %s" % (command, run.returncode, run.stderr.strip()[-300:]))
        return run.stdout

    def gets(self):
        """How often the object server was asked for the bytes of an object of the bucket."""
        with open(os.path.join(self.folder, "object.log"), encoding="utf-8", errors="replace") as stream:
            return len(re.findall(r'"GET /disk[^"]*/AUTH_pcrs/bucket', stream.read()))


def record(folder, number, path):
    """A work file and its record, by FORMAT.md; pcrs-archive reads no image."""
    west, north = 579 + number, 6375
    key, name = "%04d-%04d" % (west, north), "bench-%d-%d.tif" % (west * 1000, north * 1000)
    work = os.path.join(folder, "work", "lossless", "2025", name)
    os.makedirs(os.path.dirname(work), exist_ok=True)
    lay(path, work)
    with open(path, "rb") as stream:
        digest = hashlib.sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    copy = {"place": "work", "key": "lossless/2025/" + name, "verified_at": "2026-03-14T02:07:09Z", "verified_how": "fsync"}
    product = {"kind": "lossless", "name": name, "size_bytes": os.path.getsize(path), "sha256": digest.hexdigest(), "parameters": {},
               "facts": {}, "derived_from": [], "tool": "bench", "made_at": "2026-03-14T02:07:09Z", "copies": [copy]}
    shard = os.path.join(folder, "catalog", "bench", "dalles", "2025", "E%04d-N%04d" % (west // 10 * 10, (north - 1) // 10 * 10))
    os.makedirs(shard, exist_ok=True)
    with open(os.path.join(shard, key + "-r1.json"), "w", encoding="utf-8") as stream:
        json.dump({"format": "pcrs-dalles record", "version": 1, "chantier": "bench", "dalle": key, "corner_m": [west * 1000, north * 1000],
                   "millesime": 2025, "revision": 1, "state": "current", "sources": [], "national": {}, "products": [product]}, stream)


def put(setting):
    """pcrs-archive put, record and journal included, against rclone copy, over S3 into the same Swift; bytes read back"""
    setting.needs("rclone")
    source, length = setting.folder("source"), BYTES // 5 if setting.small else BYTES
    files = [os.path.join(source, "%02d.tif" % number) for number in range(FILES)]
    for path in files:
        with open(path, "wb") as stream:
            stream.write(os.urandom(length))
    size = length * FILES
    with Store(setting.folder("store")) as store:
        def before(side):
            store.shell("rclone delete :s3:bucket")
            if side.shell != PUT:
                return
            chantier = setting.chantier(side.path("tmp"), 20000)
            with open(chantier, encoding="utf-8") as stream:
                text = stream.read()
            with open(chantier, "w", encoding="utf-8") as stream:
                stream.write(text.replace('"intermediate"', '"s3://bucket/ours"').replace('nas = "nas"\n', ""))
            for number, path in enumerate(files):
                record(side.path("tmp"), number, path)

        def verify(_):
            there = json.loads(store.shell("rclone lsjson -R --files-only :s3:bucket"))
            if len(there) != len(files) or sum(one["Size"] for one in there) != size:
                raise Failed("the bucket holds %d objects of %d" % (len(there), len(files)))

        theirs = setting.side("rclone", RCLONE + "rclone copy -q %s :s3:bucket/theirs" % quoted(source), before=before, verify=verify)
        mine = setting.side("ours", PUT, before=before, verify=verify)
        setting.compare(mine, theirs)
        asked = []
        mine.before = lambda side: (before(side), asked.append(store.gets()))
        once(mine)
        read = store.gets() - asked[-1]
    return [ratio("rclone copy", "wall_s", mine, theirs, 1.05), ratio("rclone copy", "cpu_s", mine, theirs),
            Line("read back", "GETs of objects", read, 0, mine)]


ROWS = {"put": put}
