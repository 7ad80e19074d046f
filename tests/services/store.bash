# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of this folder: `top`, a temporary folder, and a Swift that ends with the test.
# shellcheck shell=bash
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(mktemp -d)
store=
helpers=()

fail() { echo "FAILED: $*"; exit 1; }

end_all() {
  local pid
  for pid in "${helpers[@]}" $store; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$top"
}
trap end_all EXIT

# wait_until COMMAND...: twenty seconds at most.
wait_until() {
  local i
  for ((i = 0; i < 200; i++)); do
    if "$@"; then return; fi
    sleep 0.1
  done
  fail "waited in vain: $*"
}

# start_store: comes back when it answers; its variables are then in the environment. 77: it cannot be had here.
start_store() {
  /usr/bin/python3 "$here/object_store.py" "$top/store" >"$top/store.log" 2>&1 &
  store=$!
  local i
  for ((i = 0; i < 900; i++)); do
    [ ! -e "$top/store/env" ] || break
    kill -0 "$store" 2>/dev/null || { wait "$store" && code=0 || code=$?; cat "$top/store.log"; store=; exit "$code"; }
    sleep 0.1
  done
  # shellcheck source=/dev/null
  . "$top/store/env"
  token=$(log_in)
  # What is larger than a part goes in parts, over S3 too; tests of one request for all raise the second.
  export PCRS_REMOTE_TRIES=4 PCRS_REMOTE_PART=5MiB PCRS_REMOTE_WHOLE=5MiB
}

# Kills a daemon of the store (object, proxy …); `revive` starts what is dead again.
kill_daemon() { kill -9 "$(cat "$top/store/$1.pid")"; }
revive() { kill -HUP "$store"; }

# line HARM [EVERY]: from now on the tools reach the store through a bad line.
line() {
  : >"$top/line"
  /usr/bin/python3 "$here/faulty_line.py" "${STORE_URL##*:}" "$@" >"$top/line" &
  helpers+=($!)
  wait_until test -s "$top/line"
  through "http://127.0.0.1:$(head -n 1 "$top/line")"
}
through() { export AWS_ENDPOINT_URL_S3=$1 SWIFT_AUTH_V1_URL=$1/auth/v1.0; }
good_line() { through "$STORE_URL"; : >"$top/line"; }

# swift METHOD PATH [CURL-ARG...]: what the store itself says, asked without the code under test, as its owner.
swift() {
  local method=$1 path=$2
  shift 2
  if [ "$method" = HEAD ]; then set -- -I "$@"; else set -- -X "$method" "$@"; fi
  curl -s -H "X-Auth-Token: $token" "$@" "$STORE_URL/v1/AUTH_pcrs/$path"
}
log_in() {
  curl -s -D - -o /dev/null -H "X-Auth-User: $SWIFT_USER" -H "X-Auth-Key: $SWIFT_KEY" "$SWIFT_AUTH_V1_URL" |
    tr -d '\r' | sed -n 's/^X-Auth-Token: //p'
}
# swift_each [CURL-ARG...]: one curl for many objects, since each costs time to start. stdin: a line an object, its path in
# the account, and after a tab the file that is to hold the answer (otherwise it is dropped).
swift_each() {
  /usr/bin/python3 -c 'import sys, urllib.parse
for line in sys.stdin.buffer:
    path, _, file = line.rstrip(b"\n").partition(b"\t")
    file = (file or b"/dev/null").replace(b"\\", b"\\\\").replace(b"\"", b"\\\"")
    url = sys.argv[1] + "/v1/AUTH_pcrs/" + urllib.parse.quote(path)
    sys.stdout.buffer.write(b"url = \"%s\"\noutput = \"%s\"\n" % (url.encode(), file))' "$STORE_URL" >"$top/each"
  [ ! -s "$top/each" ] || curl -s --create-dirs -H "X-Auth-Token: $token" "$@" -K "$top/each"
}
# empty CONTAINER...: of all that is in it.
empty() {
  local container
  for container; do names_in "$container" | sed "s#^#$container/#"; done | swift_each -X DELETE
}

# The names in a container, one a line; nothing when there is no such container.
names_in() {
  swift GET "$1?format=json" | /usr/bin/python3 -c 'import json, sys
text = sys.stdin.read()
for one in json.loads(text) if text.startswith("[") else ():
    print(one["name"])'
}
