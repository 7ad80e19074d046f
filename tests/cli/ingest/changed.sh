# A file that changes under the same delivery is told, checked again, and no longer covered by an older decision.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740 livraison/ORTHO "" 0 3945
ingest livraison
pcrs-ingest decide --accept --reason "vu" 05782-63740 >/dev/null
dalle 05782-63740 livraison/ORTHO "" 0 3949
pcrs-ingest livraison 2>&1 >/dev/null | grep -o '05782.*has other bytes[^;]*'
ingest livraison
grep -ho '"action":"ingest.changed"' catalog/essai/journal/*/*.jsonl
