# SPDX-License-Identifier: Apache-2.0
# A file that is split over volumes comes back although one alone is mounted at a time: its parts wait for each other.
. "$CASES/cold.bash"
cold
head -c 4000000 /dev/urandom >"DISQUE/bande 01/large.dat"
: >"DISQUE/bande 01/vide.dat"
find DISQUE -exec touch -h -d 2026-03-14T02:07:09Z {} +
ingest bloc-1 DISQUE
mkdir v1 v2 v3 v4 w1
pcrs-archive pack bloc-1 --place coffre-a --capacity 1800kB --volume v1 --volume v2 --volume v3 --volume v4 >out
grep -l '^part' v*/index/*.tsv
as() { local code=0; pcrs-archive restore bloc-1 --who svc-pcrs --why essai "$@" 2>&1 || code=$?; echo "exit $code"; }
hidden() { find r -name '.*.pcrs-part' | wc -l; }
only() { as -o r --match '*large.dat' "$@" | grep -v 'volume.absent'; }
only --volume v3
hidden
# Nothing is read twice, a dry run reads nothing and knows what waits.
strace -f -o trace -e trace=openat pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o r --match '*large.dat' --volume v3 2>err || echo "exit $?"
grep -c 'v3/data/.*\.tar' trace || true
only -n
# What waits is damaged meanwhile: told, removed, asked for again.
part=$(find r -name '.*.pcrs-part')
printf X | dd of="$part" bs=1 seek=1000 conv=notrunc status=none
only --volume v2 --volume v4
only --volume v2
# Killed while a part comes: what it left is swept, and the part comes again.
: >"r/bloc-1/DISQUE/bande 01/.gone.$(uname -n | tr . -).999999999.1.0.pcrs-tmp"
only --volume v4
only --volume v3
cmp "DISQUE/bande 01/large.dat" "r/bloc-1/DISQUE/bande 01/large.dat"
find r -name '.*'
only --volume v1
# The whole delivery, a volume at a time.
for v in v1 v2 v3 v4; do as -o all --volume "$v" | tail -n 2; done
same_tree DISQUE all/bloc-1/DISQUE && echo same
# Where another place has it whole, that serves, and nothing is left waiting.
pcrs-archive pack bloc-1 --place coffre-b --volume w1 >out
as -o other --match '*large.dat' --volume v2 | tail -n 2
as -o other --match '*large.dat' --volume w1
as -o other --match '*large.dat' --volume w1
find other -name '.*'
