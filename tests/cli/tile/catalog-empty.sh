# Nothing was delivered: nothing to do. A catalog that is not there is told: its share is not mounted.
. "$CASES/chantier.bash"
mkdir -p catalog/essai
pcrs-tile
pcrs-tile --json | grep -o '"done":[0-9]*,"skipped":[0-9]*,"rejected":[0-9]*'
rmdir catalog/essai
code=0
pcrs-tile || code=$?
ls catalog
exit "$code"
