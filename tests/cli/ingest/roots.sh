# Several disks are one delivery; one that vanishes is a finding and what it held is kept; all gone is a failure.
. "$CASES/chantier.bash"
dalle 05780-63740 disque1/ORTHO
dalle 05782-63740 disque2/ORTHO
dalle 05780-63738 disque3/ORTHO
ingest --id bloc disque1 disque2
mv disque2 loin
ingest --id bloc disque1 disque2
ingest --id bloc disque3
mkdir ailleurs && mv loin ailleurs/disque2
ingest --id bloc ailleurs/disque2
mkdir autre && mv disque1 autre/disque1
pcrs-ingest --id seul autre/rien 2>&1 | grep -o 'autre/rien: cannot be read.*run this again$'
pcrs-ingest --id x chantier.toml 2>&1 | grep -o 'is a file.*'
mkdir -p encore/disque3
dalle 05780-63738 encore/bloc
pcrs-ingest encore/bloc 2>&1 | grep -o 'give --id bloc.*'
