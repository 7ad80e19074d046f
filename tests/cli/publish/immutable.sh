# Another COG under a published name is refused, and what is published stays as it is.
. "$CASES/chantier.bash"
dalle 05780-63740 1 first
pcrs-publish site >/dev/null
rm work/cog/2025/*.tif # compress replaces, it never writes into the file
dalle 05780-63740 1 second
code=0
pcrs-publish site || code=$?
cat "$hot"/dalles/2025/*.tif
exit "$code"
