# Wrong calls end with 2 before anything is touched.
. "$CASES/chantier.bash"
try() { code=0; "$@" >/dev/null 2>err || code=$?; echo "$code $(sed 's/;.*//' err)"; }
dalle 05780-63740
try pcrs-ingest
try pcrs-ingest --id 'A B' livraison
try pcrs-ingest decide 05780-63740
try pcrs-ingest decide --accept --reject --reason x 05780-63740
printf '[tolerances]\n"seam.stop" = 3.0\n' >>chantier.toml
try pcrs-ingest livraison
unset PCRS_CHANTIER
try pcrs-ingest livraison
ls -d catalog recette 2>/dev/null || echo untouched
