#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks every address that openapi.json names, of the server that it names. api_addresses.py FILE ID DALLE: an id of an item, a dalle to
ask for."""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

document = json.load(open(sys.argv[1], encoding="utf-8"))
root = document["servers"][0]["url"]
SAMPLE = "POLYGON((578010 6373810,578040 6373810,578040 6373840,578010 6373810))"
VALUES = {  # of what an address cannot do without
    "/extract": {"polygon": SAMPLE, "crs": "EPSG:2154"},
    "/requests": {"dalles": sys.argv[3], "email": "a@example.org", "reason": "x"},
}
ids = {"/collections/dalles/items/{id}": sys.argv[2]}


def ask(url, body=None):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


for path, operations in document["paths"].items():
    address = root + path.replace("{id}", ids.get(path, ""))
    values = VALUES.get(path, {})
    for method, operation in operations.items():
        assert all("description" in p and "schema" in p for p in operation["parameters"]), path
        if method == "post":
            status, media, body = ask(address, json.dumps(values).encode())
        else:
            status, media, body = ask(address + ("?" + urllib.parse.urlencode(values) if values else ""))
        wanted = 202 if path == "/requests" else 200
        assert status == wanted, (method, path, status, body[:200])
        assert media in operation["responses"][str(wanted)]["content"], (method, path, media)
        if path == "/requests":
            ids["/requests/{id}"] = json.loads(body)["id"]
        if "json" in media:
            json.loads(body)
    status, media, body = ask(address + "?not-a-parameter=1") if "get" in operations else (400, "application/problem+json", b"")
    assert (status, media) == (400, "application/problem+json"), (path, status, media)
