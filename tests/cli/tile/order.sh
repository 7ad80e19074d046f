# The later source lies over the earlier one; pixels come out as they went in, over the seam of two dalles too.
. "$CASES/chantier.bash"
source_of below.tif 578000 6374000 400 200 10
source_of above.tif 578150 6373900 100 100 99 -co COMPRESS=LZW -co TILED=YES
pcrs-tile -o out below.tif above.tif
pixel out/$a 149 100
pixel out/$a 150 99
pixel out/$a 150 100
pixel out/$b 49 199
pixel out/$b 50 199
echo turned
pcrs-tile -o turned above.tif below.tif
pixel turned/$a 150 100
