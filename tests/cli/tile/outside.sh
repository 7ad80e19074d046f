# A source that touches no dalle of the dallage is told, and is no fault.
. "$CASES/chantier.bash"
source_of far.tif 600000 6374000 200 200 10
pcrs-tile -o out far.tif
