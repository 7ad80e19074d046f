# SPDX-License-Identifier: Apache-2.0
"""Lines of comparison, as a table for people and as JSON Lines for programs."""
import json
import math

MEASURES = {"cpu_s": "CPU", "wall_s": "wall", "result_bytes": "bytes", "read_bytes": "bytes read"}


class Line:
    """One figure of a row: a ratio of two sides, or a value by itself, and what it should be."""

    def __init__(self, case, measure, value, target=None, ours=None, theirs=None, unit="", at_least=False, note=""):
        self.row, self.case, self.measure, self.value, self.target = "", case, measure, value, target
        self.ours, self.theirs, self.unit, self.at_least, self.note = ours, theirs, unit, at_least, note
        self.status, self.spread = "measured", None

    def reached(self):
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def ratio(case, metric, ours, theirs, target=None, note=""):
    """Of medians; both sides ran in turns, so that the ratio of each turn says how far it can be trusted."""
    below = theirs.median(metric)
    value = ours.median(metric) / below if below else None
    line = Line(case, MEASURES[metric], value, target, ours, theirs, note=note)
    turns = [mine[metric] / its[metric] for mine, its in zip(ours.samples, theirs.samples) if its[metric]]
    line.spread = {"min": min(turns), "max": max(turns)} if turns else None
    return line


def unmeasured(status, why):
    line = Line("", "", None, note=why)
    line.status = status
    return line


def finite(value):
    """JSON has no infinity: PSNR of equal pixels."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    return value


def record(line):
    fields = {"type": "row", "row": line.row, "case": line.case, "status": line.status, "measure": line.measure,
              "value": line.value, "spread": line.spread, "unit": line.unit, "target": line.target, "at_least": line.at_least,
              "reached": line.reached(), "note": line.note}
    for name, side in (("ours", line.ours), ("theirs", line.theirs)):
        fields[name] = side.stats() if side else None
    return finite(fields)


def figures(side):
    if not side:
        return "%8s %8s %7s %8s %7s" % ("", "", "", "", "")
    return "%8.2f %8.2f %7.0f %8.1f %7.0f" % (
        side.median("cpu_s"), side.median("wall_s"), side.median("rss_bytes") / 1e6, side.median("result_bytes") / 1e6,
        side.median("temporary_bytes") / 1e6)


class Table:
    SIDE = "%8s %8s %7s %8s %7s" % ("CPU s", "wall s", "RSS MB", "out MB", "tmp MB")

    def header(self, about):
        machine = about["machine"]
        print("input:   %s\nmachine: %d x %s, %s SHA-NI, load %.1f; GDAL %s\nruns:    %s" % (
            about["texture"], machine["cores"], machine["model"], "with" if machine["sha_ni"] else "without",
            machine["load_1min"], machine["gdal"], about["measured"]))
        print("\n%-38s | %-42s | %-42s |" % ("", "ours", "theirs"))
        print("%-38s | %s | %s | %-10s %10s %10s  reached" % ("row", self.SIDE, self.SIDE, "measure", "value", "target"))

    def line(self, line):
        name = line.row + (": " + line.case if line.case else "")
        if line.status != "measured":
            print("%-38s | %s: %s" % (name, line.status, line.note), flush=True)
            return
        value, target = ("" if x is None else "%.3g%s" % (x, line.unit) for x in (line.value, line.target))
        sign = "" if line.target is None else ("≥ " if line.at_least else "≤ ")
        reached = {None: "", True: "yes", False: "no"}[line.reached()]
        print("%-38s | %s | %s | %-10s %10s %10s  %-3s %s" % (
            name, figures(line.ours), figures(line.theirs), line.measure, value, sign + target, reached, line.note), flush=True)

    def summary(self, about):
        print("\n%(rows)d rows: %(reached)d targets reached, %(missed)d not; %(skipped)d skipped, %(failed)d failed" % about)


class JsonLines:
    @staticmethod
    def write(fields):
        print(json.dumps(fields, ensure_ascii=False, allow_nan=False), flush=True)

    def header(self, about):
        self.write({"type": "header", "version": 1, "tool": "bench", **about})

    def line(self, line):
        self.write(record(line))

    def summary(self, about):
        self.write({"type": "summary", **about})
