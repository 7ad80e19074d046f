# A source that does not decode rejects its dalle, even where it would pass byte for byte; the others go on.
. "$CASES/chantier.bash"
source_of bad.tif 578000 6374000 200 200 10 -co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2
source_of good.tif 578200 6374000 200 200 10
truncate -s -60 bad.tif
code=0
pcrs-tile -o out bad.tif good.tif || code=$?
ls out
exit $code
