#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What happens inside a store, in its own files: lists that lag behind, disks that lose.

    store_inside.py FOLDER unlist REGEX     containers no longer list the objects that match; the objects are there
    store_inside.py FOLDER lose REGEX       the objects that match are gone; containers still list them
    store_inside.py FOLDER clock            makes FOLDER/clock.so, which changes what a process is told of the time
"""
import os
import pickle
import re
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "damage"))
import campaign_faults as faults  # noqa: E402


def unlist(folder, pattern):
    for path in folder.glob("disks/**/containers/**/*.db"):
        with sqlite3.connect(path) as base:
            base.create_function("chexor", 3, lambda old, _name, _time: old)
            base.create_function("matches", 1, lambda name: bool(re.search(pattern, name)))
            yield from base.execute("SELECT name FROM object WHERE matches(name)").fetchall()
            base.execute("DELETE FROM object WHERE matches(name)")


def name_of(file):
    blob, more = b"", ""
    try:
        while True:
            blob += os.getxattr(file, f"user.swift.metadata{more}")
            more = int(more or 0) + 1
    except OSError:
        return (pickle.loads(blob).get(b"name") or b"").decode() if blob else ""  # written by our own store


def lose(folder, pattern):
    for file in folder.glob("disks/**/objects/**/*.data"):
        if re.search(pattern, name_of(file)):
            file.unlink()
            yield file


where, what = Path(sys.argv[1]), sys.argv[2]
if what == "clock":
    sys.exit(0 if faults.build_clock(where) else "no C compiler")
if not list({"unlist": unlist, "lose": lose}[what](where, sys.argv[3])):
    sys.exit(f"nothing matches {sys.argv[3]}")
