# SPDX-License-Identifier: Apache-2.0
# Files come back by delivery, folder, pattern and dalle, from the volumes that are mounted; for the others it says which
# to mount.
. "$CASES/cold.bash"
cold txt
mkdir "DISQUE/bande 02"
head -c 900000 /dev/urandom >"DISQUE/bande 02/2025-05780-63740-LA93-0M20-RVB.dat"
echo side >"DISQUE/bande 02/2025-05780-63740-LA93-0M20-RVB.tfw"
head -c 900000 /dev/urandom >"DISQUE/bande 02/c.dat"
ln -s "bande 01" DISQUE/lien
chmod 0640 DISQUE/note.txt
find DISQUE -exec touch -h -d 2026-03-14T02:07:09.25Z {} +
ingest bloc-1 DISQUE
mkdir v1 v2 w1
pcrs-archive pack bloc-1 --place coffre-a --volume v1 --volume v2 --capacity 1300kB >out
pcrs-archive pack bloc-1 --place coffre-b --volume w1 >out
as() { local code=0; pcrs-archive restore bloc-1 --who svc-pcrs --why "essai" "$@" 2>err || code=$?; cat err; echo "$code"; }
as -o all --volume v1 --volume v2
same_tree DISQUE all/bloc-1/DISQUE && echo same
as -o all --volume v1 --volume v2
# Only one volume of the first place, none of the other.
as -o part --volume v1
as -o plan -n
as -o part --volume v2
same_tree DISQUE part/bloc-1/DISQUE && echo same
as -o folder --volume w1 --folder "DISQUE/bande 01"
as -o pattern --volume w1 --match '*/c.d?t'
as -o dalle --volume w1 --dalle 2025-05780-63740-LA93-0M20-RVB
as -o dalle --volume w1 --dalle 05790-63750
# By the record of a dalle that was made of it.
mkdir -p catalog/small/dalles/2025/E0570-N6370
cat >catalog/small/dalles/2025/E0570-N6370/05782-63740-r1.json <<'J'
{"format": "pcrs-dalles record", "version": 1, "chantier": "small", "dalle": "05782-63740", "corner_m": [578200, 6374000],
 "millesime": 2025, "revision": 1, "state": "current", "national": {}, "products": [],
 "sources": [{"delivery": "bloc-1", "path": "bande 02/c.dat", "size_bytes": 900000, "sha256": "aa"}]}
J
as -o record --volume w1 --dalle 05782-63740
# The other place serves where a tar is damaged; what stands in the way is left alone.
offset=$(grep 'a.dat' v1/index/bloc-1-0001.tsv | cut -f 6)
printf X | dd of=v1/data/bloc-1-0001.tar bs=1 "seek=$offset" conv=notrunc status=none
as -o other --volume v1 --volume w1 --folder "DISQUE/bande 01"
cmp other/bloc-1/DISQUE/bande\ 01/a.dat DISQUE/bande\ 01/a.dat
echo mine >"other/bloc-1/DISQUE/bande 01/b.dat"
as -o other --volume w1 --folder "DISQUE/bande 01"
as -o other --volume w1 --folder "DISQUE/bande 01" --overwrite
