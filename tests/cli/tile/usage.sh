# Wrong calls touch nothing and say how to put it right.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 200 200 10
try() { code=0; pcrs-tile "$@" 2>&1 || code=$?; echo "exit $code"; }
try one.tif
try -o out --dalle 0579 -- one.tif
try -o out --dalle 05790-63740 -- one.tif
try -o out --resampling lanczos one.tif
try --source-crs EPSG:2154
try -o out --coarsest 0.5 one.tif
try -o other.tif one.tif
try --format text
try --list one.tif
for change in s/EPSG:2154/EPSG:999999/ s/EPSG:2154/EPSG:4326/ s/territoire.geojson/none.geojson/ s/dallage.csv/none.csv/; do
  sed "$change" "$PCRS_CHANTIER" >wrong.toml
  try --chantier wrong.toml
  try --chantier wrong.toml --list
done
unset PCRS_CHANTIER
try -o out one.tif
test ! -e out
