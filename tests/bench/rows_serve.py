# SPDX-License-Identifier: Apache-2.0
"""Rows about the HTTP service: requests a second of wrk on loopback, in turns with nginx that sends the same bytes as files."""
import os
import signal
import statistics
import subprocess
import time
import urllib.request
import xml.etree.ElementTree as xml

from measure import Failed
from report import Line
from rows_whole import STEPS, true_delivery
from setting import GSD, NORTH, WEST, quoted

CONNECTIONS, MOST_TILES = 32, 400
MB = 1e6
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
WMTS = {"w": "http://www.opengis.net/wmts/1.0", "o": "http://www.opengis.net/ows/1.1"}

# Every path in turn, over and over; one line at the end.
LUA = """local paths, at = {}, 0
init = function()
  for line in io.lines(os.getenv("PCRS_BENCH_PATHS")) do paths[#paths + 1] = wrk.format("GET", line) end
end
request = function() at = at % #paths + 1; return paths[at] end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("figures %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99),
                         e.connect + e.read + e.write + e.status + e.timeout))
end
"""

NGINX = """daemon off;
worker_processes 1;
pid nginx.pid;
error_log nginx.log;
events { worker_connections 1024; }
http {
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  access_log access.log;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server { listen 127.0.0.1:%d; root static; }
}
"""


def get(url):
    with NO_PROXY.open(url, timeout=30) as answer:
        return answer.read()


class Server:
    """A process that answers at `url` as long as the row lasts."""

    def __init__(self, command, folder, url=None):
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = (url or self.process.stdout.readline().strip()).rstrip("/")

    def __enter__(self):
        for _ in range(200):
            try:
                get(self.url + "/")
                return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.__exit__()
        raise Failed("no server at %s" % self.url)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def resident(self):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as stream:
            return next(int(line.split()[1]) * 1024 for line in stream if line.startswith("VmRSS"))


def published(setting):
    """The folder of a chantier whose dalle is published, by the whole chain."""
    folder = setting.folder("site")
    setting.chantier(folder, setting.side_px, "zstd")
    shell = "export PCRS_CHANTIER=$PWD/chantier.toml; " + STEPS % {"jobs": 1, "delivery": quoted(true_delivery(setting))}
    run = subprocess.run(["bash", "-c", "set -eu; " + shell], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        raise Failed("the chain: " + run.stderr.strip()[-300:])
    return folder


def tile_paths(service, bounds):
    """Of the finest matrix of the dalle's own grid, those within its bounds (west, south, east, north)."""
    text = get(service.url + "/wmts/1.0.0/WMTSCapabilities.xml")
    matrix = min((one for group in xml.fromstring(text).findall("w:Contents/w:TileMatrixSet", WMTS)
                  if group.findtext("o:Identifier", "", WMTS) == "LAMB93" for one in group.findall("w:TileMatrix", WMTS)),
                 key=lambda one: float(one.findtext("w:ScaleDenominator", "", WMTS)))
    left, top = (float(word) for word in matrix.findtext("w:TopLeftCorner", "", WMTS).split())
    side = float(matrix.findtext("w:ScaleDenominator", "", WMTS)) * 0.00028 * int(matrix.findtext("w:TileWidth", "", WMTS))
    west, south, east, north = bounds
    columns = range(round((west - left) / side), round((east - left) / side))
    rows = range(round((top - north) / side), round((top - south) / side))
    name = matrix.findtext("o:Identifier", "", WMTS)
    return ["/wmts/1.0.0/ortho/normal/LAMB93/%s/%d/%d.jpg" % (name, row, column) for row in rows for column in columns][:MOST_TILES]


class Load:
    """wrk on one list of paths of a server: requests a second and the time that 99 of 100 do not pass, run by run."""

    def __init__(self, setting, name, server, paths):
        self.server, self.script, self.paths = server, os.path.join(setting.folder(), "wrk.lua"), os.path.join(setting.folder(), name + ".txt")
        self.seconds, self.rates, self.p99s = (1 if setting.small else 5), [], []
        with open(self.script, "w", encoding="ascii") as stream:
            stream.write(LUA)
        with open(self.paths, "w", encoding="ascii") as stream:
            stream.write("\n".join(paths) + "\n")

    def run(self):
        command = ["wrk", "-t1", "-c%d" % CONNECTIONS, "-d%ds" % self.seconds, "--timeout", "10s", "-s", self.script, self.server.url]
        run = subprocess.run(command, env={**os.environ, "PCRS_BENCH_PATHS": self.paths}, capture_output=True, text=True, check=False)
        if run.returncode:
            raise Failed("wrk: exit %d %s" % (run.returncode, (run.stderr + run.stdout).strip()[-300:]))
        words = next(line for line in run.stdout.splitlines() if line.startswith("figures ")).split()[1:]
        requests, duration_us, p99_us, errors = (int(word) for word in words)
        if errors or not requests:
            raise Failed("%d errors in %d requests of %s" % (errors, requests, self.server.url))
        return requests / duration_us * 1e6, p99_us / 1000

    def measure(self):
        rate, p99 = self.run()
        self.rates.append(rate)
        self.p99s.append(p99)

    def told(self):
        return "%.0f/s, p99 %.1f ms" % (statistics.median(self.rates), statistics.median(self.p99s))


def in_turns(setting, *loads):
    for load in loads:
        load.run()  # warm-up
    for _ in range(setting.runs):
        for load in loads:
            load.measure()


def share(case, ours, theirs, target):
    shares = [mine / its for mine, its in zip(ours.rates, theirs.rates)]
    line = Line(case, "requests/s", statistics.median(shares), target, at_least=True, note="ours %s; nginx %s" % (ours.told(), theirs.told()))
    line.spread = {"min": min(shares), "max": max(shares)}
    return line


def keep_files(service, paths, folder):
    """What the service answers, as files that nginx sends."""
    names = []
    for number, path in enumerate(paths):
        names.append("/%04d%s" % (number, os.path.splitext(path)[1]))
        with open(folder + names[-1], "wb") as stream:
            stream.write(get(service.url + path))
    return names


def serve(setting):
    """pcrs-publish serve: blocks by WMTS, listings, the API; requests/s over those of nginx on files of the same bytes (more is better)"""
    os.environ["PATH"] += os.pathsep + "/usr/sbin"  # nginx
    setting.needs("wrk", "nginx")
    folder, static = published(setting), setting.folder("nginx", "static")
    port = 20000 + os.getpid() % 20000
    with open(os.path.join(static, "..", "nginx.conf"), "w", encoding="ascii") as stream:
        stream.write(("user root;\n" if os.getuid() == 0 else "") + NGINX % port)  # else it may not read the folder
    ours = Server(["pcrs-publish", "serve", "--listen", "127.0.0.1:0", "--chantier", "chantier.toml"], folder)
    prefix = os.path.dirname(static) + "/"
    theirs = Server(["nginx", "-p", prefix, "-c", "nginx.conf", "-e", prefix + "nginx.log"], prefix, "http://127.0.0.1:%d" % port)
    with ours as service, theirs as stock:
        metres = setting.side_px * GSD
        tiles = tile_paths(service, (WEST, NORTH - metres, WEST + metres, NORTH))
        listing, items = ["/dalles/2025/"], ["/api/collections/dalles/items?limit=10"]
        blocks = Load(setting, "blocks", service, tiles), Load(setting, "files", stock, keep_files(service, tiles, static))
        in_turns(setting, *blocks)
        before = service.resident()
        lists = Load(setting, "listing", service, listing), Load(setting, "list", stock, keep_files(service, listing, static))
        finds = Load(setting, "items", service, items)
        in_turns(setting, *lists)
        in_turns(setting, finds)
        blocks[0].run()
        grown = (service.resident() - before) / MB
    return [share("blocks", *blocks, 0.3), share("listing", *lists, None),
            Line("API, 10 dalles", "rate", statistics.median(finds.rates), unit="/s", note=finds.told()),
            Line("memory", "growth", grown, 8, unit=" MB", note="after %d MB" % (before / MB))]


ROWS = {"serve": serve}
