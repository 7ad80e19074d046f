# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of this folder: the chantier of tests/cli/archive, whose intermediate tier is an object store.
# shellcheck shell=bash
REPO=$(cd "$here/../.." && pwd)
CASES=$REPO/tests/cli/archive
# shellcheck source=tests/cli/archive/chantier.bash
. "$CASES/chantier.bash"

large=work/lossless/2025/2025-05780-63740-LA93-0M20-RVB.tif
small=work/lossless/2025/2025-05782-63740-LA93-0M20-RVB.tif

# remote_chantier URL [MEGABYTES]: in a fresh folder; the first dalle has so many megabytes, of random bytes (default
# 11: three parts of 5 MiB), the second a line.
remote_chantier() {
  rm -rf "$top/c" && mkdir "$top/c" && cd "$top/c"
  chantier
  sed -i "s#^intermediate = .*#intermediate = \"$1\"#; /^nas = /d" chantier.toml
  head -c "${2:-11}000000" /dev/urandom >"$large"
  touch -d 2026-03-14T02:07:09Z "$large"
  admit "$large" "$entry"
}

# admit FILE RECORD: the record says what the file is now.
admit() {
  /usr/bin/python3 - "$1" "$2" <<'P'
import hashlib, json, os, sys
path, record = sys.argv[1:]
with open(record, encoding="utf-8") as file:
    content = json.load(file)
with open(path, "rb") as file:
    product = content["products"][0]
    product.update(size_bytes=os.path.getsize(path), sha256=hashlib.file_digest(file, "sha256").hexdigest()
                   if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest())
with open(record, "w", encoding="utf-8") as file:
    json.dump(content, file)
P
}

# run EXIT COMMAND...: its streams are in $top/out and $top/err.
run() {
  local want=$1 code=0
  shift
  "$@" >"$top/out" 2>"$top/err" || code=$?
  [ "$code" = "$want" ] || { cat "$top/out" "$top/err"; fail "$* ended with $code, not $want"; }
}
silent() { [ ! -s "$top/err" ] || { cat "$top/err"; fail "stderr is not empty"; }; }
says() { grep -q -- "$1" "$top/err" || { cat "$top/err"; fail "stderr does not say: $1"; }; }

# Nothing that an upload begins is left: no object, no segment, no pending upload.
nothing_left() {
  local container left
  for container in pcrs pcrs_segments bucket bucket+segments; do
    left=$(names_in "$container")
    [ -z "$left" ] || fail "$1: left in $container: $left"
  done
}
empty_store() { empty pcrs_segments bucket+segments pcrs bucket; }
