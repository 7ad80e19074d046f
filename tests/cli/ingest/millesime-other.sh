# A year in a name or a date of acquisition that is not the delivery's millésime: the ortho waits for a person.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
dalle 05780-63738
mv livraison/ORTHO/2025-05780-63740-LA93-2M00-RVB.tif livraison/ORTHO/2028-05780-63740-LA93-2M00-RVB.tif
printf 'dalle;dateAcquisition\n05780-63738;2024-08-30\n05782-63740;2025-08-30\n' >livraison/assemblage.csv
pcrs-ingest livraison 2>&1 || echo "exit $?"
# A campaign over two years is a matter of tolerance.
printf '[tolerances]\nmillesime.other = 1\n' >>chantier.toml
pcrs-ingest livraison 2>&1 || echo "exit $?"
# The chantier was late by an acquisition.
sed -i 's/^millesime = 2025/millesime = 2028/' chantier.toml
pcrs-ingest --millesime 2028 livraison 2>&1 || echo "exit $?"
