# SPDX-License-Identifier: Apache-2.0
"""What all rows draw on: the input, the executables, folders to work in, and how often to run."""
import json
import os
import shlex
import shutil
import subprocess

import quality
from measure import Failed, Side, Skipped, blend, complaint, rounds, warm_up

WEST, NORTH, GSD = 579000, 6375000, 0.05  # as make_input.py lays it


def quoted(*words):
    return " ".join(shlex.quote(str(word)) for word in words)


class Setting:
    def __init__(self, source, work, runs, small, long_chain):
        self.source, self.work, self.runs, self.small = source, work, runs, small
        self.long_chain, self.row, self._memory = long_chain, "", {}
        self.quick = small and runs == 1  # no warm-up: that the benches work is all that is asked
        self.dalle = os.path.join(source, "dalle.tif")
        self.parts = [os.path.join(source, "parts", "%02d.tif" % number) for number in range(25)]
        self.side_px = 4000 if small else 20000

    # -- folders and commands

    def folder(self, *names):
        path = os.path.join(self.work, self.row, *names)
        os.makedirs(path, exist_ok=True)
        return path

    def side(self, name, shell, **more):
        return Side(self.folder(name), shell, **more)

    def made(self, name, shell):
        """A file that a row starts from, made once and not measured."""
        path = os.path.join(self.folder(), name)
        if not os.path.exists(path):
            run = subprocess.run(["bash", "-c", shell % {"to": shlex.quote(path)}], capture_output=True, text=True, check=False)
            if run.returncode:
                raise Failed(complaint(shell, run.stderr))
        return path

    @staticmethod
    def needs(*programs):
        for program in programs:
            if not shutil.which(program):
                raise Skipped("no %s here; scripts/dev packages build run bench" % program)

    def remember(self, key, make):
        """What two rows take from the same runs."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    def remembered(self, key):
        return self._memory.get(key)

    # -- comparisons

    def compare(self, *sides):
        """A B A B ... after one warm-up of each."""
        for side in sides:
            warm_up(side, self.quick)
        if not self.quick:
            rounds(sides, self.runs)
        return sides

    def at_equal_psnr(self, theirs, ours_at, start, placed=True):
        """Their side, and ours at their PSNR: interpolated between two qualities one apart from `start`.

        `ours_at(quality, name)` gives our side at a quality. `placed`: theirs is georeferenced.
        """
        theirs.verify = lambda side: judge(side, self.dalle, placed)
        warm_up(theirs, self.quick)
        wanted = theirs.facts["psnr_y_db"]
        low, high = self._bracket(ours_at, start)
        if not low.facts["psnr_y_db"] <= wanted <= high.facts["psnr_y_db"]:
            slope = (high.facts["psnr_y_db"] - low.facts["psnr_y_db"]) / 2
            start += (wanted - (high.facts["psnr_y_db"] + low.facts["psnr_y_db"]) / 2) / max(slope, 1e-3)
            low, high = self._bracket(ours_at, min(max(round(start, 1), 2), 99))
        if not self.quick:
            rounds([theirs, low, high], self.runs)
        share = (wanted - low.facts["psnr_y_db"]) / (high.facts["psnr_y_db"] - low.facts["psnr_y_db"])
        ours = blend(low, high, share)
        ours.facts = {"psnr_y_db": wanted, "between": [low.facts, high.facts], "share": round(share, 3)}
        return ours, theirs

    def _bracket(self, ours_at, middle):
        sides = []
        for name, value in (("low", middle - 1), ("high", middle + 1)):
            side = ours_at(value, name)
            side.facts["quality"] = value
            side.verify = lambda made: judge(made, self.dalle)
            warm_up(side, self.quick)
            sides.append(side)
        return sides

    # -- chantiers

    def chantier(self, folder, side_px, compression="none", extent_px=None):
        """A chantier file whose dalles are `side_px` wide, over `extent_px` (the input's size) from the input's corner."""
        dalle_m, extent_m = round(side_px * GSD), round((extent_px or self.side_px) * GSD)
        east, south = WEST + extent_m, NORTH - extent_m
        ring = [[WEST, south], [east, south], [east, NORTH], [WEST, NORTH], [WEST, south]]
        with open(os.path.join(folder, "extent.geojson"), "w", encoding="utf-8") as stream:
            json.dump({"type": "FeatureCollection",
                       "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
                       "features": [{"type": "Feature", "properties": {},
                                     "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, stream)
        path = os.path.join(folder, "chantier.toml")
        with open(path, "w", encoding="utf-8") as stream:
            budget_kb = 200_000 * side_px ** 2 // 20000 ** 2  # of a true dalle: 200 MB
            stream.write(CHANTIER % {"side": dalle_m, "gsd": GSD, "compression": compression, "budget": budget_kb})
        for place in ("intermediate", "nas", "hot"):  # a tier that is not there counts as not mounted
            os.makedirs(os.path.join(folder, place), exist_ok=True)
        return path


def judge(side, source, placed=True):
    side.facts["psnr_y_db"] = quality.psnr_y(side.result(), source, placed)


CHANTIER = """[chantier]
id = "bench"
name = "Banc d'essai"
code = "46"
millesime = 2025
producer = "Banc d'essai"

[grid]
crs = "EPSG:2154"
dalle_side_m = %(side)d
gsd_m = %(gsd)g
name_pattern = "bench-{x_m}-{y_m}"

[footprint]
file = "extent.geojson"

[places]
work = "work"
catalog = "catalog"
intermediate = "intermediate"
nas = "nas"
hot = "hot"

[lossless]
compression = "%(compression)s"

[hot]
dalle_budget = "%(budget)dkB"
total_budget = "1TB"

[products.ortho]
licence = "ouvert_lo"
access = "public"
"""
