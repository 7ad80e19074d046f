# Bytes that are not those of the record are never seen; the other dalle is published.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
printf 'PIXELS of 05780-63740' >work/cog/2025/2025-05780-63740-LA93-0M20-RVB.tif
code=0
pcrs-publish site | sed "s|$PWD/||" || code=$?
ls "$hot/dalles/2025"
grep -c '"url"' "$hot/meta/dalles.geojson"
exit "$code"
