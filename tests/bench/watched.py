# SPDX-License-Identifier: Apache-2.0
"""Runs one command and writes what it took, as JSON: watched.py REPORT COMMAND...

A process of its own, and a small one: the kernel counts the memory of the process that starts a command into the
command's own peak, and the benches have read images before.
"""
import json
import os
import sys
import time


def bytes_moved(pid):
    """What a process and all its children that have ended have read and written, cached or not; a zombie still tells."""
    with open("/proc/%d/io" % pid, encoding="ascii") as stream:
        fields = dict(line.split(": ") for line in stream.read().splitlines())
    return int(fields["rchar"]), int(fields["wchar"])


def main():
    report, command = sys.argv[1], sys.argv[2:]
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.execvp(command[0], command)
        except OSError:
            os._exit(127)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    wall = time.monotonic() - start
    read, written = bytes_moved(pid)
    _, status, usage = os.wait4(pid, 0)
    with open(report, "w", encoding="ascii") as stream:
        json.dump({"exit": os.waitstatus_to_exitcode(status), "wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime,
                   "rss_bytes": usage.ru_maxrss * 1024, "read_bytes": read, "written_bytes": written}, stream)


main()
