# SPDX-License-Identifier: Apache-2.0
"""Rows about the definitive storage: a delivery packed onto a volume, against tar and sha256sum in parallel."""
import hashlib
import json
import os
import subprocess

from measure import Failed
from report import Line, ratio
from rows_whole import lay
from setting import quoted

COLD = '\n[[cold.places]]\nid = "coffre"\n'
PACK = "pcrs-archive pack bench -q --chantier tmp/chantier.toml --volume out/volume"


def delivery_of(setting):
    """The dalle and its 25 parts, in two folders, as a contractor's disk has them; its list is that of pcrs-ingest."""
    folder = setting.folder("DISQUE")
    files = [setting.dalle, *setting.parts]
    for number, path in enumerate(files):
        target = os.path.join(setting.folder("DISQUE", "ligne-%d" % (number % 2)), "%02d-%s" % (number, os.path.basename(path)))
        if not os.path.exists(target):
            lay(path, target)
    lines = []
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
            lines.append({"root": 0, "path": os.path.relpath(path, folder), "role": "raw", "size_bytes": os.path.getsize(path),
                          "mtime_ns": os.stat(path).st_mtime_ns, "sha256": digest, "dalle": "", "facts": {}})
    return folder, sorted(lines, key=lambda line: line["path"])


def record(catalog, folder, lines):
    """The delivery in the catalog of a chantier, by FORMAT.md."""
    os.makedirs(catalog)
    about = {}
    for name, rows in (("files", lines), ("findings", [])):
        text = "".join(json.dumps(row) + "\n" for row in rows).encode()
        with open(os.path.join(catalog, name + ".jsonl"), "wb") as stream:
            stream.write(text)
        about[name] = {"lines": len(rows), "size_bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    with open(os.path.join(catalog, "delivery.json"), "w", encoding="utf-8") as stream:
        json.dump({"format": "pcrs-dalles delivery", "version": 1, "id": "bench", "sequence": 1, "lot": "",
                   "received_at": "2026-11-25T00:00:00Z", "roots": [folder], **about}, stream)


def pack(setting):
    """pcrs-archive pack, with digests of each file and of the tars, against tar and two sha256sum; then both read back"""
    setting.needs("tar", "sha256sum")
    folder, lines = delivery_of(setting)
    size = sum(line["size_bytes"] for line in lines)

    def before(side):
        chantier = setting.chantier(side.path("tmp"), setting.side_px)
        with open(chantier, "a", encoding="utf-8") as stream:
            stream.write(COLD)
        record(side.path("tmp", "catalog", "bench", "deliveries", "bench"), folder, lines)
        os.mkdir(side.path("out", "volume"))

    def verify(side):
        check = "cd out/volume && sha256sum --quiet -c manifest-sha256.txt && grep -h '^file' index/*.tsv | wc -l"
        run = subprocess.run(["bash", "-c", check], cwd=side.folder, capture_output=True, text=True, check=False)
        if run.returncode or int(run.stdout) != len(lines):
            raise Failed("the volume is not whole: " + run.stderr)

    tar = ("tar -cf out/bench.tar -C %s . & find %s -type f -print0 | sort -z | xargs -0 sha256sum > out/files.sha256; wait; "
           "sha256sum out/bench.tar > out/bench.sha256" % (quoted(folder), quoted(folder)))
    once = setting.side("pack", PACK + " --no-read-back", before=before, verify=verify)
    checked = setting.side("pack-read-back", PACK, before=before, verify=verify)
    stock = setting.side("tar", tar)
    stock_checked = setting.side("tar-read-back", tar + "; sha256sum --quiet -c out/bench.sha256")
    setting.compare(once, stock, checked, stock_checked)
    return [ratio("tar, sha256sum", "cpu_s", once, stock, 0.8),
            ratio("the same, read back", "cpu_s", checked, stock_checked, 0.8),
            ratio("tar, sha256sum", "wall_s", once, stock, None, "ours syncs the medium, tar does not"),
            Line("source", "times read", once.median("read_bytes") / size, 1.05, once)]


ROWS = {"pack": pack}
