# SPDX-License-Identifier: Apache-2.0
# A delivery on volumes of two places; a second run says and touches nothing; one more file makes one more tar.
. "$CASES/cold.bash"
cold txt
mkdir v1 w1
pcrs-archive pack bloc-1 --place coffre-a --volume v1
pcrs-archive pack bloc-1 --place coffre-b --volume w1/
cmp v1/data/bloc-1-0001.tar w1/data/bloc-1-0001.tar
(cd v1 && find . -type f | sed 's/[0-9]*T[0-9]*Z/TIME/' | LC_ALL=C sort)
grep -v '^#' v1/index/bloc-1-0001.tsv | cut -f 1,3,4,6,10,11 | sed 's/bloc-1$/bloc-1 0/'
cat v1/index/bloc-1-0001.sha256 v1/index/bloc-1-0001.entiers.sha256 | cut -c 65-
grep -v 'Date\|Agent' v1/bag-info.txt
before=$(find v1 catalog -type f ! -name '*.lock' ! -name lock -printf '%p %i %T@\n' | sort)
pcrs-archive pack bloc-1 --place coffre-a --volume v1
[ "$before" = "$(find v1 catalog -type f ! -name '*.lock' ! -name lock -printf '%p %i %T@\n' | sort)" ] && echo unchanged
echo three >"DISQUE/bande 01/c.dat"
touch -d 2026-03-14T02:07:09Z "DISQUE/bande 01/c.dat" "DISQUE/bande 01"
ingest bloc-1 DISQUE
pcrs-archive pack bloc-1 --place coffre-a --volume v1 --json | sed 's/"sha256":"[^"]*"/"sha256":"S"/; s/"size_bytes":[0-9]*/"size_bytes":N/; s/"bytes_\(read\|written\)":[0-9]*/"bytes_\1":N/g; s/"tool_version":"[^"]*"/"tool_version":"V"/'
tar -tf v1/data/bloc-1-0002.tar
(cd v1 && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt && ls catalog | wc -l)
