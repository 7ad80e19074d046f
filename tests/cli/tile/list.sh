# The dallage, in reading order.
. "$CASES/chantier.bash"
pcrs-tile --list
pcrs-tile --list -o dallage.geojson
grep -c '"nom"' dallage.geojson
