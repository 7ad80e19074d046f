# A delivery keeps the millésime it came with: the chantier's, or the one that is asked for. Other years are no neighbours.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
year_of() { grep -o '"version": [0-9]\|"millesime": [0-9]*' "catalog/essai/deliveries/$1/delivery.json" | paste -sd ' '; }
ingest --lot nord livraison
year_of livraison
cp -r catalog/essai/deliveries/livraison before

# The second acquisition: brighter, one dalle of two. What came in 2025 neither completes it nor is its neighbour.
sed -i 's/^millesime = 2025/millesime = 2028/' chantier.toml
dalle 05780-63740 retour "" 0 2154 60
mv retour/2025-05780-63740-LA93-2M00-RVB.tif retour/2028-05780-63740-LA93-2M00-RVB.tif
ingest --lot nord retour
year_of retour
pcrs-ingest decide --reject --reason essai livraison/ORTHO/2025-05782-63740-LA93-2M00-RVB.tif >/dev/null
pcrs-ingest decide --accept --reason essai livraison/ORTHO/2025-05782-63740-LA93-2M00-RVB.tif >/dev/null
grep -o 'Millésime</dt><dd>[0-9]*' recette/*/recette.html
grep -ho '20[0-9]*-05782-63740-LA93-2M00-RVB' recette/retour/findings.csv

# The first one goes on under its own millésime alone, even when the same disk is given again.
for words in "livraison" "--id livraison retour" "--millesime 1949 livraison"; do
  code=0
  # shellcheck disable=SC2086  # words are words
  pcrs-ingest $words 2>&1 || code=$?
  echo "exit $code"
done
cmp before/delivery.json catalog/essai/deliveries/livraison/delivery.json
pcrs-ingest --millesime 2025 livraison
cmp before/delivery.json catalog/essai/deliveries/livraison/delivery.json

# One that went under the wrong year takes another, as long as no dalle was made from it.
pcrs-ingest --millesime 2029 retour 2>&1 | tail -1
year_of retour
pcrs-ingest --millesime 2028 -q retour >/dev/null 2>&1 || true
pcrs-tile -q
code=0
pcrs-ingest --millesime 2025 retour 2>&1 || code=$?
echo "exit $code"
year_of retour
