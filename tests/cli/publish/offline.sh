# A hot place that is not mounted is never made: try later.
. "$CASES/chantier.bash"
dalle 05780-63740
rmdir hot
code=0
pcrs-publish site || code=$?
[ ! -e hot ]
exit "$code"
