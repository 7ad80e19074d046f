# What no source shows is invalid, white, and marked in a mask; a dalle without any valid pixel is not made.
. "$CASES/chantier.bash"
source_of west.tif 578000 6374000 50 200 10
source_of hollow.tif 578200 6374000 200 200 0 -b 1 -b 1 -b 1 -a_nodata 0
pcrs-tile -v -o out west.tif hollow.tif
pixel out/$a 49 0
pixel out/$a 50 0
gdalinfo out/$a | grep -c 'Mask Flags: PER_DATASET'
ls out
