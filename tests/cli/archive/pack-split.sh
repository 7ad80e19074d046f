# SPDX-License-Identifier: Apache-2.0
# A file larger than a volume is split over several, over several runs too; only all parts together make it kept.
. "$CASES/cold.bash"
cold
head -c 4000000 /dev/urandom >"DISQUE/bande 01/large.dat"
find DISQUE -exec touch -h -d 2026-03-14T02:07:09Z {} +
ingest bloc-1 DISQUE
mkdir v1 v2 v3 v4
pack() { pcrs-archive pack bloc-1 --place coffre-a --capacity 1800kB "$@" 2>&1 || echo "exit $?"; }
state() { pcrs-archive volumes bloc-1 2>/dev/null || true; }
pack --volume v1
state
pack --volume v2 --volume v1
state
pack --volume v3 --volume v4
state
cut -f 1,9,11 v*/index/*.tsv | grep '^part'
grep -c 'large.dat$' v*/index/*.entiers.sha256
as() { pcrs-archive restore bloc-1 --who svc-pcrs --why essai "$@" 2>&1 | tail -n 1; }
as -o r --volume v1 --volume v2 --volume v3
as -o r --volume v4 --volume v2 --volume v3 --match '*large.dat'
cmp "DISQUE/bande 01/large.dat" "r/bloc-1/DISQUE/bande 01/large.dat"
