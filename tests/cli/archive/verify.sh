# SPDX-License-Identifier: Apache-2.0
# A volume alone, without catalog or chantier, says what was altered, one clear line each; with the key, also that all of
# it was replaced.
. "$CASES/cold.bash"
cold
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl genpkey -algorithm ed25519 -out other.pem 2>/dev/null
printf '[journal]\nsigning_key = "key.pem"\n' >>chantier.toml
mkdir v1
pcrs-archive pack bloc-1 --place coffre-a --volume v1
openssl pkeyutl -verify -pubin -inkey v1/signer-*.pem -rawin -in v1/statement.json -sigfile v1/statement.sig
chantier=$PCRS_CHANTIER
unset PCRS_CHANTIER
try() { "$@" 2>&1 | sed -E 's/[0-9a-f]{64}/DIGEST/g; s/signer-[0-9a-f]*/signer-S/'; echo "${PIPESTATUS[0]}"; }
keep() { rm -rf was && cp -a v1 was; }
back() { rm -rf v1 && cp -a was v1; }
keep
mv catalog elsewhere
try pcrs-archive verify v1
try pcrs-archive verify v1 --key key.pem
try pcrs-archive verify v1 --key other.pem
try pcrs-archive verify absent
mkdir empty
try pcrs-archive verify empty
# One byte of one file.
printf X | dd of=v1/data/bloc-1-0001.tar bs=1 seek=1537 conv=notrunc status=none
try pcrs-archive verify v1
# A volume that is away hides no damage of another.
try pcrs-archive verify absent v1
back
# Cut short.
truncate -s -1024 v1/data/bloc-1-0001.tar
try pcrs-archive verify v1
back
rm v1/data/bloc-1-0001.tar
try pcrs-archive verify v1
back
echo x >>v1/index/bloc-1-0001.sha256
try pcrs-archive verify v1
back
# A tar and its manifest both.
printf X | dd of=v1/data/bloc-1-0001.tar bs=1 seek=1537 conv=notrunc status=none
(cd v1 && sha256sum data/*.tar >manifest-sha256.txt)
try pcrs-archive verify v1
back
# A remains of the last run is no fault.
cp v1/data/bloc-1-0001.tar v1/data/.bloc-1-0002.tar.host.1.1.0.pcrs-tmp
try pcrs-archive verify v1
back
# Replaced whole, with a signature of its own: the catalog remembers.
mv elsewhere catalog
mkdir -p x/catalog && cp -a "$chantier" small.geojson DISQUE x/
(cd x && cp ../other.pem key.pem && mkdir work intermediate nas hot v1 && echo forged >"DISQUE/bande 01/a.dat" &&
  export PCRS_CHANTIER=chantier.toml && ingest bloc-1 DISQUE && pcrs-archive pack bloc-1 --place coffre-a --volume v1 >out)
rm -rf v1 && cp -a x/v1 v1
try pcrs-archive verify v1
try pcrs-archive verify v1 --chantier "$chantier"
