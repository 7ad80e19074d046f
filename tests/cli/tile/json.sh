# JSON Lines: header, a line a dalle in reading order whatever the threads, findings, summary.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 400 400 10
pcrs-tile --json -j 4 -o out one.tif | sed 's/"sha256":"[0-9a-f]*"/"sha256":"…"/; s/"size_bytes":[0-9]*/"size_bytes":N/; s/"bytes_\(read\|written\)":[0-9]*/"bytes_\1":N/g; s/"tool_version":"[^"]*"/"tool_version":"V"/'
pcrs-tile --json -o out one.tif | grep -o '"status":"[a-z]*"\|"skipped":[0-9]*'
