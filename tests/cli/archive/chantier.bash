# SPDX-License-Identifier: Apache-2.0
# Sourced by the cases: a small chantier with two dalles that stand in work, their records as FORMAT.md says them, and
# the delivery they come from. Dalles are any bytes here: pcrs-archive reads no image.
# shellcheck shell=bash disable=SC2034  # its variables are for the cases

digest() { sha256sum <"$1" | cut -d' ' -f1; }
size() { stat -c %s "$1"; }

# record KEY WEST NORTH [REVISION [DELIVERY]]: the work file and its record.
record() {
  local key=$1 revision=${4:-1} delivery=${5:-bloc-1} name=2025-${1}-LA93-0M20-RVB
  [ "$revision" = 1 ] || name=$name-r$revision
  local file=work/lossless/2025/$name.tif source=$delivery/$key.tif
  mkdir -p work/lossless/2025 "$delivery" catalog/small/dalles/2025/E0570-N6370
  echo "delivered $key $revision" >"$source"
  echo "dalle $key $revision" >"$file"
  touch -d 2026-03-14T02:07:09Z "$file"
  cat >"catalog/small/dalles/2025/E0570-N6370/$key-r$revision.json" <<J
{"format": "pcrs-dalles record", "version": 1, "chantier": "small", "dalle": "$key", "corner_m": [$2, $3],
 "millesime": 2025, "revision": $revision, "state": "current",
 "sources": [{"delivery": "$delivery", "path": "$key.tif", "size_bytes": $(size "$source"), "sha256": "$(digest "$source")"}],
 "national": {},
 "products": [{"kind": "lossless", "name": "$name.tif", "size_bytes": $(size "$file"), "sha256": "$(digest "$file")",
   "parameters": {}, "facts": {}, "derived_from": ["$(digest "$source")"], "tool": "pcrs-tile 0.1.0",
   "made_at": "2026-03-14T02:07:09Z",
   "copies": [{"place": "work", "key": "lossless/2025/$name.tif", "verified_at": "2026-03-14T02:07:09Z", "verified_how": "fsync"}]}]}
J
}

# deliver DELIVERY SEQUENCE: it lists what stands in DELIVERY/.
deliver() {
  local folder=catalog/small/deliveries/$1 file
  mkdir -p "$folder"
  for file in "$1"/*.tif; do
    echo "{\"root\":0,\"path\":\"${file##*/}\",\"role\":\"ortho\",\"size_bytes\":$(size "$file"),\"mtime_ns\":0,\"sha256\":\"$(digest "$file")\"}"
  done >"$folder/files.jsonl"
  : >"$folder/findings.jsonl"
  cat >"$folder/delivery.json" <<J
{"format": "pcrs-dalles delivery", "version": 1, "id": "$1", "sequence": $2, "received_at": "2026-03-13T08:00:00Z",
 "lot": "", "roots": ["/disks/$1"],
 "files": {"lines": $(wc -l <"$folder/files.jsonl"), "size_bytes": $(size "$folder/files.jsonl"), "sha256": "$(digest "$folder/files.jsonl")"},
 "findings": {"lines": 0, "size_bytes": 0, "sha256": "$(digest "$folder/findings.jsonl")"}}
J
}

chantier() {
  sed -e 's/"small\/\(work\|catalog\|intermediate\|nas\|hot\)"/"\1"/' "$REPO/samples/small.toml" >chantier.toml
  cp "$REPO/samples/small.geojson" .
  mkdir -p work catalog intermediate nas hot
  export PCRS_CHANTIER=chantier.toml
  record 05780-63740 578000 6374000
  record 05782-63740 578200 6374000
  deliver bloc-1 1
}

one=small/lossless/2025/E0570-N6370/2025-05780-63740-LA93-0M20-RVB.tif
two=small/lossless/2025/E0570-N6370/2025-05782-63740-LA93-0M20-RVB.tif
entry=catalog/small/dalles/2025/E0570-N6370/05780-63740-r1.json
# What happens now has no date that a test could expect.
undated() { sed -E 's/2026-1?[0-9]-[0-9]{2}T[0-9:]{8}Z|20(2[7-9]|[3-9][0-9])-[0-9-]{5}T[0-9:]{8}Z/DATE/g'; }
