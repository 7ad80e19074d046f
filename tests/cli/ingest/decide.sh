# A person's word overrides the findings; a missing dalle can be let go too; nothing is written when a word fits nothing.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740 livraison/ORTHO "" 0 3945
ingest livraison
code=0
pcrs-ingest decide --accept --reason "vu" 05782-63740 09999-63740 2>err || code=$?
echo "$code"
[ ! -e catalog/essai/deliveries/livraison/decisions.jsonl ]
pcrs-ingest decide --accept --who "M. Dupont" --reason "vu sur place" 05782-63740
ingest livraison
pcrs-ingest decide --reject --reason "floue" livraison/ORTHO/2025-05780-63740-LA93-2M00-RVB.tif
ingest livraison
pcrs-ingest decide --accept --reason "finalement non" 2025-05780-63740-LA93-2M00-RVB
cut -d, -f1-4 catalog/essai/deliveries/livraison/decisions.jsonl | sed 's/"when":"[^"]*"//; s/"who":"[^M][^"]*"/"who":"…"/'
grep -c '"action":"ingest.decide"' catalog/essai/journal/*/*.jsonl | awk -F: '{n += $NF} END {print n}'
pcrs-ingest decide --delivery autre --accept --reason x 05780-63740 2>&1 | grep -o 'there is no such delivery'
pcrs-ingest decide --accept --reason ' ' 05780-63740 || echo "$?"
