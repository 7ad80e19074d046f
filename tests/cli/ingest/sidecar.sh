# A world file that is corrected, added or taken away makes the check of its ortho again; another one does not.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
tfw=livraison/ORTHO/2025-05782-63740-LA93-2M00-RVB.tfw
printf '2\n0\n0\n-2\n578301\n6373999\n' >$tfw
ingest livraison
printf '2\n0\n0\n-2\n578201\n6373999\n' >$tfw
ingest livraison
ingest livraison
rm $tfw
ingest livraison
