# Two images of one dalle: a key cannot accept both, the path of one can; the other is then refused by its own path.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05780-63740 livraison/ORTHO _v2 0 2154 6
ingest livraison
pcrs-ingest decide --accept --reason "la bonne" 05780-63740 2>&1 | grep -o 'names several files.*'
pcrs-ingest decide --accept --reason "la bonne" 2025-05780-63740-LA93-2M00-RVB_v2
pcrs-ingest decide --reject --reason "l'ancienne" 2025-05780-63740-LA93-2M00-RVB
ingest livraison
