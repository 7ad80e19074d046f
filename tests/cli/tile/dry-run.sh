# A dry run finds the same and writes nothing.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 200 200 10
pcrs-tile -n -o out one.tif
mkdir -p catalog/essai
pcrs-tile -n
find . -newer one.tif -type f
test ! -e out
ls catalog/essai
