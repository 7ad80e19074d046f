# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, for tests/damage/campaign: a bad line to a server, a file system that fills, a clock that jumps,
a lock of another machine, and bytes that change behind everybody's back."""
import fcntl
import http.client
import json
import os
import pickle
import random
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Line:
    """A bad TCP line to PORT, from `url`; `harm` is done to every `every`-th connection.

    503             answers that, and asks nobody
    cut-answer      closes after `after` bytes of an answer
    flip-answer     flips one bit of an answer, past its headers
    flip-request    flips one bit of a request, past its headers
    reset           resets the connection after `after` bytes of a request
    stall           takes the connection and says nothing
    lose-answer     closes instead of the answer to a request that joins the parts of an object: to the first one, and
                    every `every`-th after it
    none            passes all on

    `joining` is set when the parts of an object are about to be joined.
    """

    JOINS = re.compile(rb"POST [^ ]*[?]uploadId=|PUT [^ ]*[?]multipart-manifest=put")

    def __init__(self, port, harm, every, after):
        self.port, self.harm, self.every, self.after, self.count, self.done = port, harm, every, after, 0, 0
        self.joining, self.joined = threading.Event(), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.count += 1
            bad = self.count % self.every == 0 or self.harm == "lose-answer"
            threading.Thread(target=self.serve, args=(client, self.harm if bad else ""), daemon=True).start()

    def serve(self, client, harm):
        if harm == "stall":
            self.done += 1
            time.sleep(20)
            client.close()
            return
        if harm == "503":
            self.done += 1
            try:
                client.recv(1 << 16)
                client.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                client.shutdown(socket.SHUT_WR)
                client.settimeout(2)
                while client.recv(1 << 16):
                    pass
            except OSError:
                pass
            client.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.port))
        except OSError:
            client.close()
            return
        lost = threading.Event()
        threading.Thread(target=self.pass_on, args=(client, server, harm if harm in ("flip-request", "reset") else "", lost),
                         daemon=True).start()
        self.pass_on(server, client, harm if harm in ("flip-answer", "cut-answer", "lose-answer") else "", lost)

    def pass_on(self, source, target, harm, lost):
        passed, flipped = 0, False
        try:
            while data := source.recv(1 << 15):
                if self.JOINS.match(data):
                    self.joined += 1
                    if self.every == 1 or self.joined % self.every == 1:
                        lost.set()
                    self.joining.set()
                if harm == "lose-answer" and lost.is_set() and not data.startswith(b"HTTP/1.1 100 "):
                    self.done += 1
                    break
                body = data.find(b"\r\n\r\n") + 4 if passed == 0 and b"\r\n\r\n" in data else 0
                if harm.startswith("flip") and not flipped and len(data) > body + 100 and passed + len(data) > self.after:
                    data = data[:-50] + bytes([data[-50] ^ 4]) + data[-49:]
                    flipped = True
                    self.done += 1
                if harm in ("cut-answer", "reset") and passed + len(data) > self.after:
                    self.done += 1
                if harm == "cut-answer" and passed + len(data) > self.after:
                    target.sendall(data[:max(0, self.after - passed)])
                    break
                if harm == "reset" and passed + len(data) > self.after:
                    target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    target.close()
                    source.close()
                    return
                target.sendall(data)
                passed += len(data)
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Store:
    """A Swift of Debian's packages with its S3 API, and what it holds, asked without the code under test."""

    def __init__(self, folder):
        self.folder, self.token, self.lock = folder, None, threading.Lock()
        self.why = ""
        with open(f"{folder}.log", "wb") as log:
            self.process = subprocess.Popen(["/usr/bin/python3", HERE.parent / "services/object_store.py", folder],
                                            stdout=log, stderr=log)
        for _ in range(900):
            if (folder / "env").exists():
                break
            if self.process.poll() is not None:
                self.why = Path(f"{folder}.log").read_text().strip().splitlines()[-1]
                return
            time.sleep(0.1)
        text = (folder / "env").read_text()
        self.env = dict(re.findall(r"^export (\w+)='([^']*)'$", text, re.M))
        self.port = int(self.env["STORE_URL"].rsplit(":", 1)[1])
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def through(self, url):
        return {"AWS_ENDPOINT_URL_S3": url, "SWIFT_AUTH_V1_URL": f"{url}/auth/v1.0"}

    def ask(self, method, path, data=None):
        if self.token is None:
            head = {"X-Auth-User": self.env["SWIFT_USER"], "X-Auth-Key": self.env["SWIFT_KEY"]}
            with self.opener.open(urllib.request.Request(self.env["SWIFT_AUTH_V1_URL"], headers=head), timeout=10) as answer:
                self.token = answer.headers["X-Auth-Token"]
        request = urllib.request.Request(f"{self.env['STORE_URL']}/v1/AUTH_pcrs/{path}", data=data, method=method,
                                         headers={"X-Auth-Token": self.token})
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error

    def names(self, container, prefix):
        try:
            return self.ask("GET", f"{container}?prefix={prefix}").decode().split("\n")[:-1]
        except urllib.error.HTTPError:
            return []

    def holds(self, container, name):
        """Asked for the object itself: a list lags behind a container server that was away."""
        try:
            self.ask("HEAD", f"{container}/{name}")
            return True
        except urllib.error.HTTPError as error:
            return error.code != 404

    def kill(self, name):
        try:
            os.kill(int((self.folder / f"{name}.pid").read_text()), 9)
        except (OSError, ValueError):
            pass

    def revive(self):
        self.process.send_signal(1)

    def wait(self):
        self.revive()
        for _ in range(200):
            try:
                for container in ("bucket", "pcrs"):
                    self.ask("PUT", f"{container}/alive", b"alive")
                    self.ask("DELETE", f"{container}/alive")
                    self.ask("GET", container)
                return
            except OSError:
                self.token = None
                self.revive()
                time.sleep(0.1)
        raise RuntimeError("the store does not come back")

    def files(self, prefix):
        """Of each object and segment below PREFIX: its name in the store, and the file that holds it on disk."""
        found = []
        for file in (self.folder / "disks/disk").glob("objects/**/*.data"):
            try:
                blob, more = b"", ""
                while True:
                    try:
                        blob += os.getxattr(file, f"user.swift.metadata{more}")
                    except OSError:
                        break
                    more = int(more or 0) + 1
                metadata = pickle.loads(blob)  # written by our own store
                name = (metadata.get(b"name") or metadata["name"].encode()).decode()
            except (OSError, EOFError):
                continue
            if f"/{prefix}/" in name:
                found.append((name, file))
        live = {}

        def is_live(name):
            """Segments of an object that was replaced stay for a while, and nobody reads them."""
            segment = re.match(r"/AUTH_pcrs/(\w+)[+_]segments/(.*?\.(?:tif|tar))/", name)
            if not segment:
                return True
            key = f"{segment[1]}/{segment[2]}"
            if key not in live:
                live[key] = {part["name"] for part in json.loads(self.ask("GET", f"{key}?multipart-manifest=get"))}
            return name.removeprefix("/AUTH_pcrs") in live[key]
        return sorted(one for one in found if is_live(one[0]))

    def close(self):
        self.process.terminate()
        self.process.wait()


class Full:
    """A tmpfs over FOLDER, with what was in it; `fill` takes the room that is left, `lift` gives it back."""

    FILLER = ".filler.autre-machine.4242.77.1.pcrs-tmp"  # no tool takes it for something of its own

    def __init__(self, folder, spare):
        self.folder = folder
        kept = folder.parent / f".{folder.name}.kept"
        folder.rename(kept)
        folder.mkdir()
        used = sum(f.stat().st_size + 8192 for f in kept.rglob("*"))
        self.size = used + spare
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", folder], check=True)
        shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(kept)

    def fill(self):
        try:
            with open(self.folder / self.FILLER, "wb") as file:
                while True:
                    file.write(b"\0" * (1 << 16))
                    file.flush()
        except OSError:
            pass

    def lift(self):
        subprocess.run(["mount", "-o", "remount,rw,size=400m", self.folder], check=True)
        (self.folder / self.FILLER).unlink(missing_ok=True)

    def read_only(self):
        return subprocess.run(["mount", "-o", "remount,ro", self.folder], stderr=subprocess.DEVNULL).returncode == 0

    def close(self):
        subprocess.run(["umount", "-l", self.folder], check=False)


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
// The wall clock jumps by JUMP_S seconds once the process has asked JUMP_AT times.
static int asked;
static time_t jump(void) { return __atomic_add_fetch(&asked, 1, __ATOMIC_RELAXED) > atoi(getenv("JUMP_AT")) ? atoll(getenv("JUMP_S")) : 0; }
int clock_gettime(clockid_t id, struct timespec *t) {
  int code = ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(id, t);
  if (code == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += jump();
  return code;
}
time_t time(time_t *out) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); if (out) *out = t.tv_sec; return t.tv_sec; }
int gettimeofday(struct timeval *out, void *zone) {
  struct timespec t;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &t);
  out->tv_sec = t.tv_sec;
  out->tv_usec = t.tv_nsec / 1000;
  return 0;
}
"""


def build_clock(folder):
    """The library that makes clocks jump, or None where there is no compiler."""
    if not shutil.which("cc"):
        return None
    (folder / "clock.c").write_text(CLOCK)
    library = folder / "clock.so"
    done = subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", library, folder / "clock.c", "-ldl"], check=False)
    return library if done.returncode == 0 else None


class Held:
    """An open-file-description lock on bytes of FILE, as another machine's process would hold it."""

    def __init__(self, file, start, length):
        self.fd = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.fcntl(self.fd, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, start, length, 0))

    def close(self):
        os.close(self.fd)


def parts_named(path):
    """What the manifest of a Swift object of segments says of its bytes; nothing when the file is none. The rest of it (dates,
    types) is the store's own, and no byte that is served depends on it."""
    try:
        return [(part["name"], part["bytes"], part["hash"]) for part in json.loads(path.read_bytes())]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def damage(path, how, rng: random.Random):
    """Flips a bit of PATH, cuts it short, or removes it; its dates stay. Says where."""
    stat = path.stat()
    if how == "delete" or stat.st_size == 0:
        path.unlink()
        return "deleted"
    try:
        if how == "truncate":
            size = rng.randrange(stat.st_size)
            os.truncate(path, size)
            return f"cut from {stat.st_size} to {size} bytes"
        at, bit = rng.randrange(stat.st_size), rng.randrange(8)
        with open(path, "r+b") as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 1 << bit]))
        return f"bit {bit} of byte {at} flipped"
    finally:
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
