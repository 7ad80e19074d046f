# A second run does nothing and says nothing; another order of the sources makes the dalles again.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 200 200 10
source_of two.tif 578000 6374000 200 200 20
pcrs-tile -o out one.tif two.tif >first
stat -c '%n %i %Y %s' out/* out/.pcrs-tile/* >before
pcrs-tile -o out one.tif two.tif
stat -c '%n %i %Y %s' out/* out/.pcrs-tile/* | diff before -
pcrs-tile -o out two.tif one.tif
pixel out/$a 0 0
rm out/$a
pcrs-tile -o out two.tif one.tif
