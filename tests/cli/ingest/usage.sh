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
sed -i '/^\[tolerances\]/,$d' chantier.toml
printf '[[lots]]\nid = "sud"\ndallage = "none.csv"\n' >>chantier.toml
try pcrs-ingest --lot sud livraison
rm -r catalog
for change in s/EPSG:2154/EPSG:999999/ s/emprise.geojson/none.geojson/ 's/^file = .*/&\ndallage = "none.shp"/'; do
  sed "$change" chantier.toml >wrong.toml
  try pcrs-ingest --chantier wrong.toml livraison
done
unset PCRS_CHANTIER
try pcrs-ingest livraison
ls -d catalog recette 2>/dev/null || echo untouched
