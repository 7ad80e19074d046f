#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""publish-stac.py SITE ITEMS: what STAC 1.1.0 and the extensions projection 2.0.0, file 2.1.0 and raster 2.0.0 ask of each
document below SITE/meta/stac. No package of Debian or npm carries their JSON schemas, and a test has no network: these
are the same demands in our own words, and some more that no schema can say (links lead home, boxes hold what is inside)."""
import datetime
import json
import math
import os
import re
import sys
import urllib.parse

EXTENSIONS = {
    "proj": ("https://stac-extensions.github.io/projection/v2.0.0/schema.json",
             {"code", "wkt2", "projjson", "geometry", "bbox", "centroid", "shape", "transform"}),
    "file": ("https://stac-extensions.github.io/file/v2.1.0/schema.json",
             {"byte_order", "checksum", "header_size", "size", "local_path", "values"}),
    "raster": ("https://stac-extensions.github.io/raster/v2.0.0/schema.json",
               {"sampling", "bits_per_sample", "spatial_resolution", "scale", "offset", "histogram"}),
}
DATA_TYPES = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
              "cint16", "cint32", "cfloat32", "cfloat64", "other"}
ROLES_OF_PROVIDERS = {"producer", "licensor", "processor", "host"}
TYPES = {"root": "application/json", "parent": "application/json", "collection": "application/json",
         "child": "application/json", "item": "application/geo+json"}


def need(truth, what):
    if not truth:
        raise AssertionError(what)


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def numbers(value, *counts):
    return isinstance(value, list) and len(value) in counts and all(map(number, value))


def text(value):
    return isinstance(value, str) and value.strip() != ""


def texts(value):
    return isinstance(value, list) and value and all(map(text, value)) and len(set(value)) == len(value)


def moment(value):
    need(isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value), f"{value} is no UTC time")
    return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))


def absolute(href):
    return urllib.parse.urlsplit(href).scheme != ""


def box_of(value):
    need(numbers(value, 4, 6), f"bbox {value}")
    west, south, east, north = value if len(value) == 4 else (value[0], value[1], value[3], value[4])
    need(-180 <= west <= east <= 180 and -90 <= south <= north <= 90, f"bbox {value} is not west, south, east, north")
    return west, south, east, north


def common(document):
    need(document["stac_version"] == "1.1.0", "stac_version")
    need(text(document["id"]) and "/" not in document["id"], "id")
    extensions = document.get("stac_extensions", [])
    need(len(set(extensions)) == len(extensions) and all(map(absolute, extensions)), "stac_extensions")
    declared = {prefix for prefix, (url, _) in EXTENSIONS.items() if url in extensions}
    need(len(declared) == len(extensions), "an extension that this test does not know")
    used = set()
    fields(document, used)
    need(used == declared, f"declares {declared} and uses {used}")
    for link in document["links"]:
        need(text(link["rel"]) and text(link["href"]), f"link {link}")
        need(all(text(link[key]) for key in ("type", "title") if key in link), f"link {link}")
        need(link["rel"] not in TYPES or link["type"] == TYPES[link["rel"]], f"type of {link}")
        need(link["rel"] != "self" or absolute(link["href"]), "self is absolute")
    for rel in ("root", "parent", "self", "collection"):
        need(len(links(document, rel)) <= 1, f"two links {rel}")
    need(links(document, "root"), "no link to the root")


def fields(node, used):
    """Prefixed fields are those that their extension knows."""
    if isinstance(node, list):
        for item in node:
            fields(item, used)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        prefix, colon, name = key.partition(":")
        if colon and prefix in EXTENSIONS:
            used.add(prefix)
            need(name in EXTENSIONS[prefix][1], f"{key} is no field of its extension")
        fields(value, used)
    if "file:checksum" in node:  # a multihash: SHA-256 is 0x12, of 0x20 bytes
        need(re.fullmatch("1220[0-9a-f]{64}", node["file:checksum"]), "file:checksum")
    if "file:size" in node:
        need(isinstance(node["file:size"], int) and node["file:size"] >= 0, "file:size")


def links(document, rel):
    return [link["href"] for link in document["links"] if link["rel"] == rel]


def check_times(properties):
    need("datetime" in properties, "no datetime")
    ends = [moment(properties[key]) for key in ("start_datetime", "end_datetime") if key in properties]
    need(len(ends) in (0, 2), "one of start_datetime and end_datetime alone")
    need(not ends or ends[0] <= ends[1], "ends before it starts")
    if properties["datetime"] is None:
        need(len(ends) == 2, "no datetime and no range")
    else:
        at = moment(properties["datetime"])
        need(not ends or ends[0] <= at <= ends[1], "datetime out of its range")


def check_place(item):
    geometry = item["geometry"]
    need(geometry["type"] == "Polygon" and len(geometry["coordinates"]) == 1, "geometry")
    ring = geometry["coordinates"][0]
    need(len(ring) >= 4 and ring[0] == ring[-1] and all(numbers(point, 2, 3) for point in ring), "ring")
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
    need(area > 0, "the ring does not go counter-clockwise")
    west, south, east, north = box_of(item["bbox"])
    need((west, east) == (min(p[0] for p in ring), max(p[0] for p in ring)), "bbox and geometry")
    need((south, north) == (min(p[1] for p in ring), max(p[1] for p in ring)), "bbox and geometry")


def check_projection(properties):
    need(re.fullmatch(r"[A-Z]+:[0-9A-Za-z]+", properties["proj:code"]), "proj:code")
    west, south, east, north = properties["proj:bbox"]
    rows, columns = properties["proj:shape"]
    need(all(isinstance(n, int) and n > 0 for n in (rows, columns)), "proj:shape")
    need(numbers(properties["proj:transform"], 6, 9), "proj:transform")
    a, b, x, d, e, y = properties["proj:transform"][:6]
    need((b, d, x, y) == (0, 0, west, north), "proj:transform and proj:bbox")
    need(math.isclose(x + a * columns, east) and math.isclose(y + e * rows, south), "proj:shape and proj:bbox")


def check_asset(asset):
    need(text(asset["href"]), "href of an asset")
    need(all(text(asset[key]) for key in ("title", "description", "type") if key in asset), "texts of an asset")
    need(texts(asset["roles"]), "roles of an asset")
    need(asset["data_type"] in DATA_TYPES, "data_type")
    need(asset["bands"] and all(text(band["name"]) for band in asset["bands"]), "bands")
    need(len({band["name"] for band in asset["bands"]}) == len(asset["bands"]), "names of bands")
    need(number(asset["raster:spatial_resolution"]) and asset["raster:spatial_resolution"] > 0, "spatial_resolution")


def check_item(item):
    check_place(item)
    check_times(item["properties"])
    check_projection(item["properties"])
    need(number(item["properties"]["gsd"]) and item["properties"]["gsd"] > 0, "gsd")
    need(text(item["properties"]["title"]), "title")
    need(item["assets"], "no asset")
    for asset in item["assets"].values():
        check_asset(asset)
    need(text(item["collection"]) == bool(links(item, "collection")), "collection and its link")
    need(links(item, "parent"), "no link to the parent")


def check_catalog(catalog):
    need(text(catalog["description"]), "description")
    need("title" not in catalog or text(catalog["title"]), "title")
    need("extent" not in catalog or catalog["type"] == "Collection", "extent of a catalog")


def check_collection(collection):
    check_catalog(collection)
    need(re.fullmatch(r"[\w.+-]+", collection["license"]), "license")
    need(collection["license"] not in ("proprietary", "various"), "license: 1.1 says other")
    need(collection["license"] != "other" or links(collection, "license"), "other, and no link to the licence")
    need(texts(collection.get("keywords", ["none"])), "keywords")
    for provider in collection.get("providers", []):
        need(text(provider["name"]) and set(provider.get("roles", [])) <= ROLES_OF_PROVIDERS, f"provider {provider}")
    need(collection["extent"]["spatial"]["bbox"], "no spatial extent")
    for box in collection["extent"]["spatial"]["bbox"]:
        box_of(box)
    for start, end in collection["extent"]["temporal"]["interval"]:
        need(start is None or end is None or moment(start) <= moment(end), "temporal extent")
    for name, summary in collection.get("summaries", {}).items():
        is_range = isinstance(summary, dict) and {"minimum", "maximum"} <= summary.keys()
        need(is_range or (isinstance(summary, list) and summary), f"summary {name}")


CHECKS = {"Feature": check_item, "Catalog": check_catalog, "Collection": check_collection}


def check_family(path, document, documents):
    """Links lead to documents of the right kind that know this one; a collection holds its items."""
    def at(href):
        return os.path.normpath(os.path.join(os.path.dirname(path), href))
    for rel in ("root", "parent", "child", "item", "collection"):
        for href in links(document, rel):
            need(at(href) in documents, f"{rel} {href} leads nowhere")
    for href in links(document, "child") + links(document, "item"):
        back = documents[at(href)]
        need(os.path.normpath(os.path.join(os.path.dirname(at(href)), links(back, "parent")[0])) == path, f"{href}: other parent")
    for href in links(document, "collection"):
        collection = documents[at(href)]
        need(collection["type"] == "Collection" and collection["id"] == document["collection"], "another collection")
        west, south, east, north = box_of(document["bbox"])
        outer = box_of(collection["extent"]["spatial"]["bbox"][0])
        need(outer[0] <= west and outer[1] <= south and outer[2] >= east and outer[3] >= north, "out of its collection")
        for name, values in collection.get("summaries", {}).items():
            need(document["properties"][name] in values, f"{name} is not in the summary of its collection")


def main(site, items):
    documents = {}
    for folder, _, names in os.walk(os.path.join(site, "meta/stac")):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                documents[os.path.normpath(os.path.join(folder, name))] = json.load(file)
    kinds = {kind: 0 for kind in CHECKS}
    faults = 0
    for path, document in sorted(documents.items()):
        try:
            kinds[document["type"]] += 1
            common(document)
            CHECKS[document["type"]](document)
            check_family(path, document, documents)
        except (AssertionError, KeyError, TypeError, ValueError, IndexError) as fault:
            faults += 1
            print(f"{os.path.relpath(path, site)}: {type(fault).__name__}: {fault}")
    need(faults == 0, f"{faults} documents are not STAC 1.1.0")
    need(kinds["Feature"] == items and all(kinds.values()), f"{kinds}, and {items} items were expected")
    print("STAC 1.1.0: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))


main(sys.argv[1], int(sys.argv[2]))
