# SPDX-License-Identifier: Apache-2.0
"""Commands, run and measured in pairs: A B A B ..., so that what else the machine does falls on both alike."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
METRICS = ["cpu_s", "wall_s", "rss_bytes", "read_bytes", "written_bytes", "temporary_bytes", "result_bytes"]


class Failed(Exception):
    """A command failed, or its result is wrong."""


class Skipped(Exception):
    """This machine lacks what a row needs."""


def allocated(folder):
    """Bytes on disk of all files below the folder; files come and go meanwhile."""
    total = 0
    for top, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(top, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


class DiskWatch:
    """The most that some folders held while a command ran, looked at each 50 ms."""

    def __init__(self, folders):
        self.folders, self.peak, self._stop = folders, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self._stop.wait(0.05):
            self._look()

    def _look(self):
        self.peak = max(self.peak, sum(allocated(folder) for folder in self.folders))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self._look()


class Side:
    """One side of a comparison: a shell command in a folder of its own, and what its runs took.

    The command finds out/ for its results and tmp/ for the rest (its TMPDIR), both empty at each run.
    """

    def __init__(self, folder, shell, before=None, verify=None, accepted=(0,)):
        self.folder, self.shell, self.before, self.verify, self.accepted = folder, shell, before, verify, accepted
        self.samples, self.facts, self.stdout = [], {}, ""

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def results(self):
        """The files of out/, without the notes that a tool keeps for itself."""
        return [os.path.join(top, name) for top, _, names in os.walk(self.path("out")) for name in sorted(names)
                if "/." not in os.path.join(top, name)[len(self.folder):]]

    def result(self):
        found = self.results()
        if len(found) != 1:
            raise Failed("%d results instead of one: %s" % (len(found), self.shell))
        return found[0]

    def clear(self):
        for name in ("out", "tmp"):
            shutil.rmtree(self.path(name), ignore_errors=True)
            os.makedirs(self.path(name))
        if self.before:
            self.before(self)
        os.sync()  # what others left unwritten is not written on this one's time

    def median(self, metric):
        return statistics.median(sample[metric] for sample in self.samples)

    def stats(self):
        figures = {"command": self.shell, **self.facts}
        for metric in METRICS:
            values = [sample[metric] for sample in self.samples]
            figures[metric] = {"median": statistics.median(values), "min": min(values), "max": max(values)}
        return figures


def complaint(shell, stderr):
    """One line: what the command said last, and its beginning."""
    said = " ".join(stderr.split("\n")[-8:]).strip()
    return "%s (%s)" % (said[-500:] or "failed", shell if len(shell) < 160 else shell[:150] + "...")


def spawn(side):
    """Runs it under watched.py; what that reports, and what the command said on stderr."""
    environment = {**os.environ, "TMPDIR": side.path("tmp"), "CPL_TMPDIR": side.path("tmp"), "LC_ALL": "C"}
    environment.pop("PCRS_CHANTIER", None)
    report = side.path("report.json")
    command = [sys.executable, "-I", "-S", os.path.join(HERE, "watched.py"), report,
               "bash", "-c", "set -euo pipefail; " + side.shell]
    with open(side.path("stdout"), "w+", encoding="utf-8") as out, open(side.path("stderr"), "w+", encoding="utf-8") as err:
        process = subprocess.Popen(command, cwd=side.folder, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=err, start_new_session=True)
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        out.seek(0)
        side.stdout = out.read()
        err.seek(0)
        said = err.read()
    if process.returncode != 0:
        raise Failed(complaint(side.shell, said))
    with open(report, encoding="ascii") as stream:
        return json.load(stream), said


def once(side):
    side.clear()
    with DiskWatch([side.path("out"), side.path("tmp")]) as disk:
        sample, said = spawn(side)
    if sample.pop("exit") not in side.accepted:
        raise Failed(complaint(side.shell, said))
    sample["temporary_bytes"] = max(0, disk.peak - allocated(side.path("out")))
    sample["result_bytes"] = sum(os.path.getsize(path) for path in side.results())
    return sample


def warm_up(side, keep):
    """The first run: its result is looked at, its figures count only when there is no other (`keep`)."""
    sample = once(side)
    side.samples = [sample] if keep else []
    if side.verify:
        side.verify(side)


def rounds(sides, runs):
    for _ in range(runs):
        for side in sides:
            side.samples.append(once(side))


def blend(low, high, share):
    """A side between two others, run by run: `share` 0 is the first, 1 the second. Memory is that of the larger."""
    side = Side(low.folder, "between: %s; and: %s" % (low.shell, high.shell))
    for a, b in zip(low.samples, high.samples):
        side.samples.append({metric: a[metric] + share * (b[metric] - a[metric]) for metric in METRICS})
        side.samples[-1]["rss_bytes"] = max(a["rss_bytes"], b["rss_bytes"])
        side.samples[-1]["temporary_bytes"] = max(a["temporary_bytes"], b["temporary_bytes"])
    return side
