# A withdrawal by hand: the file, the listing and the index lose the dalle at once; the journal says why; --undo brings it
# back, once the work folder is there; a dalle without record is told.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
pcrs-publish site >/dev/null
pcrs-publish withdraw -n 05780-63740 --why essai
find "$hot" -name '*05780*'
pcrs-publish withdraw 05780-63740 --why 'floutage demandé'
grep -rl 05780-63740 "$hot" || true
find "$hot" -name '*05780*'
grep -rho '"why":"[^"]*"' catalog/essai/journal
pcrs-publish withdraw 05780-63740 --why encore # already so
pcrs-publish site
mv work elsewhere
pcrs-publish withdraw 05780-63740 --undo --why 'erreur de dalle' || echo "exit $?"
mv elsewhere work
pcrs-publish site
find "$hot" -name '*05780*.tif'
grep -rl 05780-63740 "$hot" | grep -v '/essai/[a-z]*\.html' | LC_ALL=C sort # the entry page may be the portal
pcrs-publish withdraw 05790-63740 --why essai || echo "exit $?"
pcrs-publish withdraw 05780 --why essai || echo "exit $?"
pcrs-publish withdraw 05782-63740 --why ' ' || echo "exit $?"
# Nor is a site emptied from a mount point where a service has left its log.
site >before
mv catalog away
mkdir -p catalog/essai/access
pcrs-publish withdraw 05782-63740 --why floutage || echo "exit $?"
site | diff before -
