#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real OpenStack Swift with its S3 API, of Debian's packages, on loopback, as long as this process lives.

    object_store.py DIR     DIR/env gets the variables to source once the store answers; ends on SIGTERM

Each daemon's pid is in DIR/NAME.pid. Kill the one of `object` and every object is a 503; SIGHUP to this process
starts again what has died. Exit 77: a package or the file system's user attributes are missing.
Needs neither root nor systemd. It must be Debian's own python: another one has no swift module.
"""
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ACCOUNT, USER, KEY, REGION = "pcrs", "tester", "geheim-Schluessel", "gra"
NIGHTLY_KEY = "Nacht-Schluessel"  # of two users without a right of their own: ACLs give them some
BACKENDS = ["account", "container", "object"]
# The order is the server's rule: s3api stands before the authentication that it hands its signatures to, and the
# middlewares that join segments behind it.
PIPELINE = ("catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo "
            "versioned_writes symlink proxy-server")
FILTERS = {
    "catch_errors": "", "gatekeeper": "", "healthcheck": "", "listing_formats": "", "bulk": "", "copy": "", "dlo": "",
    "symlink": "",
    "cache": "use = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{memcached}",
    "s3api": f"location = {REGION}",
    "tempauth": (f"user_{ACCOUNT}_{USER} = {KEY} .admin\nuser_{ACCOUNT}_guest = no-rights\n"
                 f"user_{ACCOUNT}_nightly = {NIGHTLY_KEY}\nuser_{ACCOUNT}_second = {NIGHTLY_KEY}"),
    "slo": "max_manifest_segments = 1000",
    "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true",
}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def check_packages(folder):
    if not Path("/usr/bin/memcached").exists():
        skip("memcached is not installed")
    try:
        import swift  # noqa: F401
        import swift.obj.server  # noqa: F401
        import swift.proxy.server  # noqa: F401
    except ImportError as error:
        skip(f"Swift is not installed: {error}")
    probe = folder / "probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.swift.metadata", b"x" * 512)
    except OSError as error:
        skip(f"{folder} has no user extended attributes: {error}")
    probe.unlink()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def write_rings(folder, ports):
    from swift.common.ring import RingBuilder
    for name in BACKENDS:
        builder = RingBuilder(3, 1, 0)
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": ports[name], "device": "disk", "weight": 1.0,
                         "replication_ip": "127.0.0.1", "replication_port": ports[name], "meta": ""})
        builder.rebalance(seed="46")
        builder.get_ring().save(str(folder / f"{name}.ring.gz"))


def write_configuration(folder, ports):
    (folder / "disks/disk").mkdir(parents=True, exist_ok=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_prefix = pcrs\nswift_hash_path_suffix = dalles\n"
                                       "[storage-policy:0]\nname = gold\ndefault = yes\n")
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    common = f"bind_ip = 127.0.0.1\nworkers = 0\nuser = {user}\nswift_dir = {folder}\nlog_level = INFO\n"
    for name in BACKENDS:
        (folder / f"{name}.conf").write_text(
            f"[DEFAULT]\n{common}bind_port = {ports[name]}\ndevices = {folder}/disks\nmount_check = false\n"
            f"fallocate_reserve = 1048576\nrecon_cache_path = {folder}\n"
            f"[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n")
    text = (f"[DEFAULT]\n{common}bind_port = {ports['proxy']}\n[pipeline:main]\npipeline = {PIPELINE}\n"
            "[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
            # A daemon that was killed and is back is asked again at once.
            "node_timeout = 5\nconn_timeout = 2\nerror_suppression_interval = 1\nerror_suppression_limit = 100000\n")
    for name, lines in FILTERS.items():
        use = "" if lines.startswith("use =") else f"use = egg:swift#{name}\n"
        text += f"[filter:{name}]\n{use}{lines.format(**ports)}\n"
    (folder / "proxy.conf").write_text(text)
    write_rings(folder, ports)


def serve(name, conf):
    """The life of one daemon: what /usr/bin/swift-NAME-server does, with the swift.conf of this folder."""
    import logging

    from swift.common import utils
    utils.SWIFT_CONF_FILE = str(Path(conf).parent / "swift.conf")
    utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b""
    utils.validate_hash_conf()

    class Quiet(logging.NullHandler):
        """There is no syslog here, and the fallback would open a socket."""
        def __init__(self, *_args, **_more):
            super().__init__()
    utils.ThreadSafeSysLogHandler = Quiet
    from swift.common import constraints, storage_policy
    storage_policy.reload_storage_policies()
    constraints.reload_constraints()
    from swift.common.wsgi import run_wsgi
    more = {}
    if name == "object":
        from swift.obj.server import global_conf_callback
        more["global_conf_callback"] = global_conf_callback
    return run_wsgi(conf, f"{name}-server", verbose=True, **more)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: nothing outlives a test that was killed


def start(folder, name, ports):
    if name == "memcached":
        command = ["/usr/bin/memcached", "-l", "127.0.0.1", "-p", str(ports[name]), "-U", "0", "-m", "16", "-t", "1"]
        command += ["-u", "nobody"] if os.getuid() == 0 else []
    else:
        command = [sys.executable, os.path.abspath(__file__), "--serve", name, str(folder / f"{name}.conf")]
    with open(folder / f"{name}.log", "ab") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)
    (folder / f"{name}.pid").write_text(str(child.pid))
    return child


def wait_until_it_answers(folder, ports, children):
    url = f"http://127.0.0.1:{ports['proxy']}"
    head = {"X-Auth-User": f"{ACCOUNT}:{USER}", "X-Auth-Key": KEY}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        dead = [name for name, child in children.items() if child.poll() is not None]
        if dead:
            sys.exit(f"{dead[0]} ended:\n" + (folder / f"{dead[0]}.log").read_text()[-2000:])
        try:
            with opener.open(urllib.request.Request(f"{url}/auth/v1.0", headers=head), timeout=2) as answer:
                token, storage = answer.headers["X-Auth-Token"], answer.headers["X-Storage-Url"]
            for name in ("pcrs", "bucket"):
                opener.open(urllib.request.Request(f"{storage}/{name}", method="PUT",
                                                   headers={"X-Auth-Token": token, "Content-Length": "0"}), timeout=2)
            opener.open(urllib.request.Request(f"{storage}/pcrs/probe", data=b"", method="PUT",
                                               headers={"X-Auth-Token": token}), timeout=2)
            opener.open(urllib.request.Request(f"{storage}/pcrs/probe", method="DELETE",
                                               headers={"X-Auth-Token": token}), timeout=2)
            return url
        except OSError:
            time.sleep(0.1)
    sys.exit("the store does not answer:\n" + (folder / "proxy.log").read_text()[-2000:])


def write_environment(folder, url):
    """Values for S3 and for Swift; containers `pcrs` and `bucket` are there and empty."""
    values = {"STORE_URL": url, "AWS_ENDPOINT_URL_S3": url, "AWS_ACCESS_KEY_ID": f"{ACCOUNT}:{USER}",
              "AWS_SECRET_ACCESS_KEY": KEY, "AWS_REGION": REGION, "SWIFT_AUTH_V1_URL": f"{url}/auth/v1.0",
              "SWIFT_USER": f"{ACCOUNT}:{USER}", "SWIFT_KEY": KEY,
              "NIGHTLY_KEY": NIGHTLY_KEY}
    lines = "".join(f"export {name}='{value}'\n" for name, value in values.items())
    (folder / "env.new").write_text("unset AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_S3_ENDPOINT AWS_CA_BUNDLE\n" + lines)
    (folder / "env.new").rename(folder / "env")


def main():
    if sys.argv[1:2] == ["--serve"]:
        return serve(sys.argv[2], sys.argv[3])
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    check_packages(folder)
    names = ["memcached", *BACKENDS, "proxy"]
    ports = dict(zip(names, free_ports(len(names))))
    write_configuration(folder, ports)
    wanted = {signal.SIGHUP, signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
    children = {}

    def start_dead():
        for name in names:
            if name not in children or children[name].poll() is not None:
                children[name] = start(folder, name, ports)
    try:
        start_dead()
        write_environment(folder, wait_until_it_answers(folder, ports, children))
        while signal.sigwait(wanted) == signal.SIGHUP:
            start_dead()
    finally:
        for child in children.values():
            child.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
