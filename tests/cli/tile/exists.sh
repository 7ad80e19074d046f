# A file of somebody else is not replaced unless asked.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 200 200 10
mkdir out
echo precious >out/$a
code=0
pcrs-tile -o out one.tif || code=$?
cat out/$a
pcrs-tile --overwrite -o out one.tif
exit $code
