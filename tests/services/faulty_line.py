#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A bad line to a server on loopback: it passes TCP through and does one kind of harm.

    faulty_line.py PORT HARM [EVERY [MORE]]     prints its own port, then serves until it is killed

HARM: cut-answer     the connection is closed after 3 MiB of an answer, EVERY-th connection (default 2)
      flip-request   one bit of the 4th MiB of a request is flipped, once
      reset-request  the connection is reset after 2 MiB of a request, EVERY-th connection
      reset-once     the connection is reset after 2 MiB of a request, once
      answer         requests without a body that EVERY, `CODE REGEX` on their first line, names are answered so here
      lose           the connection is closed before the answer to a request whose first line matches EVERY, a regular
                     expression; only the first one with a further word `once`
      before         once, a command of bash (a further word) is run to its end before a request that EVERY matches goes on
      expire         tokens of auth v1 are good for EVERY seconds, each that is given is a line of output, a refusal takes
                     one second, and every answer is cut after 3 MiB: readers come back with a token that has run out
      stall          accepted, and never answered
      tls            none, but the client speaks TLS; EVERY is then the file of certificate and key
"""
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

MIB = 1 << 20
port, harm = int(sys.argv[1]), sys.argv[2]
every = int(sys.argv[3]) if len(sys.argv) > 3 and sys.argv[3].isdigit() else 2
more = sys.argv[4] if len(sys.argv) > 4 else ""
named = re.compile(sys.argv[3].encode()) if harm in ("lose", "before") else None
answered = (sys.argv[3][:3].encode(), re.compile(sys.argv[3][4:].encode())) if harm == "answer" else None
tls = None
if harm == "tls":
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3])
lock = threading.Lock()
count = 0
done_once = False


real_token = b""
good_until = {}  # by the token that the client knows
TOKEN = re.compile(rb"(?i)(x-auth-token: )(\S+)")


def issued(data):
    """The answer of the authentication, with a token of our own."""
    global real_token
    found = TOKEN.search(data)
    if not found:
        return data
    with lock:
        real_token = found.group(2)
        mine = b"AUTH_tk%d" % len(good_until)
        good_until[mine] = time.monotonic() + every
    print("token", flush=True)
    return TOKEN.sub(rb"\g<1>" + mine, data)


def with_real_token(data):
    """The request as the server wants it; nothing when its token has run out."""
    found = TOKEN.search(data)
    if not found:
        return data
    return TOKEN.sub(rb"\g<1>" + real_token, data) if good_until.get(found.group(2), 0) > time.monotonic() else b""


def once():
    global done_once
    with lock:
        first, done_once = not done_once, True
        return first


def reset(one):
    """A close that the other side sees as ECONNRESET."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def pass_on(source, target, spoil):
    """Bytes from one to the other; `spoil` may change them, or say None to end both."""
    passed = 0
    try:
        while data := source.recv(1 << 16):
            data = spoil(data, passed)
            if data is None:
                break
            target.sendall(data)
            passed += len(data)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, number):
    if tls:
        try:
            client = tls.wrap_socket(client, server_side=True)
        except OSError:
            return
    server = socket.create_connection(("127.0.0.1", port))
    state = {"lose": False}

    def spoil_request(data, passed):
        if harm == "flip-request" and passed + len(data) > 3 * MIB and once():
            return data[:-1] + bytes([data[-1] ^ 1])
        if harm == "reset-request" and number % every == 0 and passed > 2 * MIB:
            reset(client)
            return None
        if harm == "reset-once" and passed > 2 * MIB and once():
            reset(client)
            print("reset", flush=True)
            return None
        if harm == "answer" and answered[1].match(data):
            client.sendall(b"HTTP/1.1 %s Here\r\nContent-Length: 0\r\n\r\n" % answered[0])
            return b""
        if harm == "expire":
            passed_on = with_real_token(data)
            if not passed_on:
                time.sleep(1)  # meanwhile others come with the same one, and are refused as well
                client.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            return passed_on
        if named and named.match(data) and (harm == "lose" and more != "once" or once()):
            if harm == "before":
                subprocess.run(["bash", "-c", more], check=True, stdout=sys.stderr)
                print("done", flush=True)
            state["lose"] = harm == "lose"
        return data

    def spoil_answer(data, passed):
        if passed > 3 * MIB and (harm == "cut-answer" and number % every == 0 or harm == "expire"):
            return None
        if harm == "expire" and data.startswith(b"HTTP/"):
            return issued(data)
        # 100 Continue goes through; the result does not.
        if state["lose"] and not data.startswith(b"HTTP/1.1 100 "):
            print("lost", flush=True)
            return None
        return data
    threading.Thread(target=pass_on, args=(client, server, spoil_request), daemon=True).start()
    pass_on(server, client, spoil_answer)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    count += 1
    if harm == "stall":
        threading.Thread(target=lambda held: time.sleep(3600) or held, args=(connection,), daemon=True).start()
    else:
        threading.Thread(target=serve, args=(connection, count), daemon=True).start()
