# SPDX-License-Identifier: Apache-2.0
"""hostile.py PORT: what no decent client sends. Prints what the service let through; nothing when all is well."""
import socket
import sys
import threading

PORT = int(sys.argv[1])


def ask(raw, wait=3):
    """The status of the answer, None when the connection was closed without one, and the whole answer."""
    with socket.create_connection(("127.0.0.1", PORT), timeout=wait) as line:
        answer = b""
        try:
            line.sendall(raw)
            while piece := line.recv(65536):
                answer += piece
        except OSError:
            pass
    first = answer.split(b"\r\n", 1)[0].split()
    return (int(first[1]) if len(first) > 1 and first[1].isdigit() else None), answer


def get(target, *headers, method=b"GET"):
    return ask(b"\r\n".join([method + b" " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers]) + b"\r\n\r\n")


def expect(what, got, *wanted):
    if got not in wanted:
        print(f"{what}: {got}, expected {wanted}")


TRAVERSALS = [
    b"/../chantier.toml", b"/..%2f..%2fchantier.toml", b"/%2e%2e/chantier.toml", b"/%2e%2e%2fchantier.toml",
    b"/dalles/../../../chantier.toml", b"/dalles/2025/..%2f..%2f..%2f..%2fchantier.toml", b"/..%5c..%5cchantier.toml",
    b"/%252e%252e%252fchantier.toml", b"/..%c0%afchantier.toml", b"/%c0%ae%c0%ae/chantier.toml", b"/..;/chantier.toml",
    b"/.%00./chantier.toml", b"//chantier.toml", b"///etc/passwd", b"/proc/self/environ", b"http://x/../../chantier.toml",
    b"/dalles/2025/../../../../catalog", b"/leak", b"/leak/chantier.toml", b"/dalles/leak.tif", b"/.meta.next/dalles.geojson",
    b"/\\..\\chantier.toml", b"..", b"../chantier.toml", b"chantier.toml", b"file:///etc/passwd",
]
for target in TRAVERSALS:
    status, answer = get(target)
    expect(f"GET {target}", status, 400, 404, None)
    if b"mill" in answer.split(b"\r\n\r\n", 1)[-1] or b"root:" in answer:
        print(f"GET {target}: a file from outside")

DALLE = b"/dalles/2025/2025-05780-63740-LA93-0M20-RVB.tif"
for text in [b"bytes=-", b"bytes=9-1", b"bytes=0-0," * 2000 + b"1-1", b"bytes=99999999999999999999-", b"bytes=\x01", b"x" * 5000]:
    expect(f"Range {text[:30]}", get(DALLE, b"Range: " + text)[0], 200, 400)
expect("Range beyond", get(DALLE, b"Range: bytes=18446744073709551615-")[0], 416)
expect("header flood", get(b"/", *[b"X-%d: %s" % (i, b"y" * 100) for i in range(2000)])[0], 431, 413, None)
expect("one huge header", get(b"/", b"X: " + b"y" * 100000)[0], 431, 413, None)
expect("huge target", get(b"/" + b"a" * 20000)[0], 414, 431, None)
expect("long target", get(b"/" + b"a" * 5000)[0], 414)
for method in [b"PUT", b"DELETE", b"TRACE", b"PROPFIND", b"FOO"]:
    expect(method, get(b"/", method=method)[0], 405)
expect("a body", get(b"/", b"Content-Length: 1000000000", method=b"POST")[0], 405, 413)
expect("two lengths", ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nabcde")[0], 400, 405, 413)
expect("no HTTP", ask(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")[0], 400, None)
expect("chunks without end", ask(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"ffff\r\n" + b"z" * 65535 + b"\r\n")[0], 405, 413, None)
expect("injection", get(b"/a%0d%0aSet-Cookie:%20x=1")[0], 400)
status, answer = get(b"/dalles", b"X-Forwarded-Host: evil\x01.example", b"X-Forwarded-Prefix: //evil.example")
if b"evil" in answer:
    print("a forged header is believed")

# Slow clients take their places and no more: others are answered.
slow = [socket.create_connection(("127.0.0.1", PORT), timeout=5) for _ in range(300)]
for line in slow:
    line.sendall(b"GET / HTTP/1.1\r\nHo")
answers = []
crowd = [threading.Thread(target=lambda: answers.append(get(DALLE)[0])) for _ in range(20)]
for thread in crowd:
    thread.start()
for thread in crowd:
    thread.join()
expect("beside slow clients", answers, [200] * 20)
for line in slow:
    line.close()
