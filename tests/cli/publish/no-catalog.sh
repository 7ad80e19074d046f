# A catalog that is not mounted empties no site: exit 4, every file of the site stays as it is.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
site >before
mv catalog away
code=0
pcrs-publish site || code=$?
[ ! -e catalog ] || echo "made below the mount point"
mkdir -p catalog/essai # as an empty mount point may hold it
pcrs-publish site || echo "exit $?"
site | diff before -
exit "$code"
