# Only deliveries of the chantier's millésime are laid, also where their records are older than that word.
. "$CASES/chantier.bash"
printf '[tolerances]\npixels.flat = 0\nseam.step = 255\n' >>chantier.toml
delivery() { # ID NAME WEST RED
  mkdir "$1"
  source_of "$1/$2" "$3" 6374000 200 200 "$4"
  pcrs-ingest -q "$1" >/dev/null
}
# What an ingest wrote before deliveries said their millésime.
older() { sed -i -e 's/"version": 2/"version": 1/' -e '/"millesime"/d' "catalog/essai/deliveries/$1/delivery.json"; }
tile() {
  local code=0
  pcrs-tile --json "$@" 2>&1 | grep -o '"path":"work[^"]*"\|"status":"[a-z]*"\|"other_millesimes":[0-9]*\|^pcrs-tile.*\|"exit":[0-9]' || code=$?
}
delivery un "$a" 578000 10
tile
find catalog/essai/dalles work -type f -printf '%p %i %s %T@\n' | LC_ALL=C sort >before
sed -i 's/^millesime = 2025/millesime = 2028/' chantier.toml
tile -v
delivery deux "2028-05782-63740-LA93-1M-RVB.tif" 578200 20
tile
# A re-delivery of the year is its next revision.
delivery trois "2028-05782-63740-LA93-1M-RVB.tif" 578200 30
tile
pixel work/lossless/2028/2028-05782-63740-LA93-1M-RVB-r2.tif 0 0
echo "older records: the dalles say it"
for id in un deux trois; do older $id; done
tile
echo "no dalle says it"
delivery quatre "2028-05780-63740-LA93-1M-RVB.tif" 578000 40
older quatre
tile
code=0
pcrs-ingest quatre 2>&1 || code=$?
echo "exit $code"
pcrs-ingest -q --millesime 2028 quatre
tile
find catalog/essai/dalles/2025 work/lossless/2025 -type f -printf '%p %i %s %T@\n' | LC_ALL=C sort | diff before -
# The first year by its own chantier file: nothing to do, and nothing of 2028 in it.
sed 's/^millesime = 2028/millesime = 2025/' chantier.toml >2025.toml
tile --chantier 2025.toml
find catalog/essai/dalles/2025 work/lossless/2025 -type f -printf '%p %i %s %T@\n' | LC_ALL=C sort | diff before -
echo "one catalog, one year: older records are of it"
rm -r catalog/essai/dalles work/lossless
for id in un deux trois quatre; do older $id; done
tile
