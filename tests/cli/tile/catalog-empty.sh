# Nothing was delivered: nothing to do.
. "$CASES/chantier.bash"
pcrs-tile
pcrs-tile --json | grep -o '"done":[0-9]*,"skipped":[0-9]*,"rejected":[0-9]*'
