# A closed ortho does not go into a site; one that asks for a token does, for the service to guard.
. "$CASES/chantier.bash"
dalle 05780-63740
sed -i 's/access = "public"/access = "closed"/' chantier.toml
code=0
pcrs-publish site || code=$?
find hot -type f
sed -i 's/access = "closed"/access = "token"/' chantier.toml
pcrs-publish site >/dev/null
find hot -name '*.tif' -printf '%f\n'
exit "$code"
