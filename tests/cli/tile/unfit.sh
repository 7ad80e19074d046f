# Sources that cannot be used are findings; the dalles of the others are made.
. "$CASES/chantier.bash"
source_of sixteen.tif 578000 6374000 200 200 10 -ot UInt16
source_of grey.tif 578000 6374000 200 200 10 -b 1
source_of nowhere.tif 578000 6374000 200 200 10 -co PROFILE=BASELINE -co TFW=YES
source_of coarse.tif 578000 6374000 100 100 10 -a_ullr 578000 6374000 578200 6373800
source_of good.tif 578200 6374000 200 200 10
echo '<html>' >page.tif
code=0
pcrs-tile -o out sixteen.tif grey.tif nowhere.tif coarse.tif page.tif missing.tif good.tif || code=$?
pcrs-tile -o out2 --source-crs EPSG:2154 nowhere.tif
exit $code
