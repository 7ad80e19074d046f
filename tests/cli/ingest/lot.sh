# Completeness is judged within the declared lot only, is kept for later runs, and a later delivery fills the gap.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05780-63738
ingest --lot nord livraison
ingest livraison
dalle 05782-63740 suite
ingest suite
ingest livraison
ingest --lot nulle livraison || true
pcrs-ingest --lot nulle livraison 2>&1 | grep -o '"nulle" is no dalle.*'
