# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of the HTTP service: `top`, a temporary folder, a published site of small true COGs in it, and
# the service, which ends with the test.
# shellcheck shell=bash
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(mktemp -d)
service=
fail() { echo "FAILED: $*"; exit 1; }
end_service() {
  [ -z "$service" ] || { kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true; }
  service=
}
trap 'end_service; rm -rf "$top"' EXIT
cd "$top"
# shellcheck source=tests/cli/publish/chantier.bash
. "$here/../cli/publish/chantier.bash"
sed -i 's/^mosaic = false/mosaic = true/' chantier.toml
export no_proxy=127.0.0.1 GDAL_HTTP_TIMEOUT=20

side_px=1000 # of a dalle
# true_dalle KEY: a COG of 200 m, made by pcrs-compress, and its record.
true_dalle() {
  local key=$1 x=$((10#${1%-*} * 100)) y=$((10#${1#*-} * 100)) file
  file=$(name "$key" 1)
  mkdir -p plain work/cog/2025
  /usr/bin/python3 "$here/picture.py" "plain/$file" "$x" "$y" "$side_px"
  pcrs-compress -q --budget "$((side_px * 3 / 10))kB" -o work/cog/2025 "plain/$file" >/dev/null
  record "$key" 1 "$(cog "$key" 1 '' | sed -E "s/\"size_bytes\": 0/\"size_bytes\": $(stat -c %s "work/cog/2025/$file")/
    s/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/$(sha256sum "work/cog/2025/$file" | cut -c1-64)/")"
}

# start_service [ARG...]: `url` is its address, without `/` at the end.
start_service() {
  : >address
  pcrs-publish serve --listen 127.0.0.1:0 "$@" >address 2>told &
  service=$!
  local i
  for ((i = 0; i < 200; i++)); do [ -s address ] && break; sleep 0.05; done
  url=$(cat address)
  url=${url%/}
  [ -n "$url" ] || fail "the service does not start: $(cat told)"
}
get() { curl -s --max-time 20 --path-as-is "$@"; }
status() { get -o /dev/null -w '%{http_code}' "$@"; }
# header NAME ARG...: of the answer to HEAD.
header() { local wanted=$1; shift; get -I "$@" | tr -d '\r' | sed -n "s/^$wanted: //Ip"; }
