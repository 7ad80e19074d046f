# A dalle that conforms passes byte for byte; one that is a pixel smaller, or compressed otherwise, does not.
. "$CASES/chantier.bash"
source_of ok.tif 578000 6374000 200 200 10 -co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2
source_of lzw.tif 578200 6374000 200 200 10 -co TILED=YES -co COMPRESS=LZW -co PREDICTOR=2
source_of small.tif 578000 6373800 199 200 10 -co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2
pcrs-tile --json -o out ok.tif lzw.tif small.tif | grep -o '"status":"[a-z]*"'
cmp ok.tif out/$a
pcrs-tile --json -o again out/$a | grep -o '"status":"[a-z]*"' # our own dalle conforms, too
cmp out/$a again/$a
# A source below does not matter, one above does.
pcrs-tile --json -o below lzw.tif ok.tif --dalle 05780-63740 | grep -o '"status":"[a-z]*"'
source_of spot.tif 578010 6373990 1 1 99
pcrs-tile --json -o above ok.tif spot.tif --dalle 05780-63740 | grep -o '"status":"[a-z]*"'
