# SPDX-License-Identifier: Apache-2.0
# Only known readers, with a reason; every consultation is in the register, also one that did not end well.
. "$CASES/cold.bash"
cold
mkdir v1
pcrs-archive pack bloc-1 --place coffre-a --volume v1 >out
try() { "$@" 2>&1 | cut -c1-140; echo "${PIPESTATUS[0]}"; }
try pcrs-archive restore bloc-1 -o r --volume v1 --who svc-pcrs
try pcrs-archive restore bloc-1 -o r --volume v1 --who quelqu-un --why voir
try pcrs-archive drill --volume v1 --who svc-pcrs --why " "
try pcrs-archive register
pcrs-archive restore bloc-1 -o r --volume v1 --who "A. Martin" --why "litige 2026-7" --folder DISQUE >out
pcrs-archive drill --volume v1 --who svc-pcrs --why trimestre --sample 2 --seed 5
rm v1/data/*.tar
pcrs-archive drill --volume v1 --who svc-pcrs --why encore --sample 2 --seed 5 2>&1 | cut -c1-110 || true
pcrs-archive restore bloc-1 -o s --who svc-pcrs --why "sans volume" 2>&1 || true
times() { sed -E 's/20[0-9]{2}-[0-9-]{5}T[0-9:]{8}Z/DATE/'; }
pcrs-archive register | times
pcrs-archive register --json | times | sed 's/"tool_version":"[^"]*"/"tool_version":"V"/'
pcrs-archive journal && echo "the journal is whole"
find work -mindepth 1
