# An ortho that is not public does not go into an open site.
. "$CASES/chantier.bash"
dalle 05780-63740
sed -i 's/access = "public"/access = "token"/' chantier.toml
code=0
pcrs-publish site || code=$?
find hot -type f
exit "$code"
