# National fields: the chantier's, refined by the table of the delivery; what nobody gives is reported once, never guessed.
. "$CASES/chantier.bash"
printf '[national]\nfocale = 100.5\n' >>chantier.toml
dalle 05780-63740
dalle 05782-63740
printf 'Nom dalle;Date;Précision\r\n2025-05780-63740-LA93-2M00-RVB.tif;12/05/2025;0,08\r\n05782-63740;31/02/2025;\r\n' | iconv -f UTF-8 -t CP1252 >livraison/tableau_assemblage.csv
pcrs-ingest --json livraison 2>/dev/null | /usr/bin/python3 -c '
import json, sys
for line in sys.stdin:
    record = json.loads(line)
    if record["type"] == "finding" and record["rule"].startswith("national"): print(record["rule"], record["message"].split(":")[0])
'
/usr/bin/python3 -c '
import json
for line in open("catalog/essai/deliveries/livraison/files.jsonl"):
    record = json.loads(line)
    if record["role"] == "ortho": print(record["dalle"], json.dumps(record["facts"]["national"], sort_keys=True))
'
