# SPDX-License-Identifier: Apache-2.0
# Tars encrypted with age: two recipients, each of whom restores and verifies alone; without a key the bytes are checked,
# a key that opens nothing says which would.
. "$CASES/cold.bash"
. "$REPO/tests/pipeline/keys.bash"
cold txt
hide() { sed -E 's/age1[a-z0-9]{58}/AGE/g; s/[0-9a-f]{64}/DIGEST/g; s/"size_bytes":[0-9]+/"size_bytes":N/g'; }
try() { "$@" 2>&1 | hide; echo "${PIPESTATUS[0]}"; }
# Begun without: what is there stays as it is.
mkdir v1
pcrs-archive pack bloc-1 --place coffre-a --volume v1
encrypt_cold age "$(age_keys)"
echo three >"DISQUE/bande 01/c.dat"
touch -d 2026-03-14T02:07:09Z "DISQUE/bande 01/c.dat" "DISQUE/bande 01"
ingest bloc-1 DISQUE
pcrs-archive pack bloc-1 --place coffre-a --volume v1
(cd v1 && find data index -type f | LC_ALL=C sort && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt)
grep '^#' v1/index/bloc-1-0002.tsv | hide
grep -c 'CHIFFRÉ' v1/LISEZMOI.txt
grep -o '"encryption"' catalog/small/volumes/small-coffre-a-0001.json
grep '"version"' catalog/small/volumes/small-coffre-a-0001.json
# Another volume holds only encrypted ones.
mkdir w1
pcrs-archive pack bloc-1 --place coffre-b --volume w1
echo "== without a key"
try pcrs-archive verify w1
try pcrs-archive verify w1 --json --chantier chantier.toml | grep '"decrypted"\|"summary"' | sed 's/"tool.*//'
try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o none --volume w1
find none -type f | LC_ALL=C sort
try pcrs-archive drill --who svc-pcrs --why essai --volume w1 --sample 2 --seed 1
echo "== with the key of a stranger"
try pcrs-archive verify w1 --identity other.key
try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o none --volume w1 --identity other.key
echo "== each alone"
for who in one two; do
  try pcrs-archive verify w1 --identity $who.key
  try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o $who --volume w1 --identity $who.key
  same_tree DISQUE $who/bloc-1/DISQUE && echo same
  try pcrs-archive drill --who svc-pcrs --why essai --volume w1 --sample 1 --seed 1 --identity $who.key
done
echo "== both kinds on one volume"
try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o both --volume v1
try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o both --volume v1 --identity one.key
same_tree DISQUE both/bloc-1/DISQUE && echo same
pcrs-archive verify w1 --identity two.key --chantier chantier.toml >out
grep -o '"verified_how": "verified, decrypted' catalog/small/volumes/small-coffre-b-0001.json
echo "== one byte"
printf X | dd of=w1/data/bloc-1-0001.tar.age bs=1 seek=1200 conv=notrunc status=none
try pcrs-archive verify w1
try pcrs-archive verify w1 --identity one.key
try pcrs-archive restore bloc-1 --who svc-pcrs --why essai -o other --volume v1 --volume w1 --identity one.key
same_tree DISQUE other/bloc-1/DISQUE && echo same
echo "== no identity"
try pcrs-archive verify w1 --identity absent
try pcrs-archive verify w1 --identity "$(tail -n 1 one.key)" | sed 's/AGE-SECRET.*/SHOWN/'
! grep -rq "$(tail -n 1 one.key)" catalog v1 w1 && echo silent
