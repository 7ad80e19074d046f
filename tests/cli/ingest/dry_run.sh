# --dry-run: the same findings and exit code, and nothing is written.
. "$CASES/chantier.bash"
dalle 05780-63740
printf 'no image' >livraison/ORTHO/2025-05782-63740-LA93-2M00-RVB.tif
ingest -n livraison
ls
