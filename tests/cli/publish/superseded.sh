# The file of a corrected dalle leaves the listing at once, and the site once its correction was published long enough ago.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
dalle 05780-63740 2 "corrected pixels"
pcrs-publish site >/dev/null
pcrs-publish site >/dev/null
find "$hot" -name '*05780*.tif' -printf '%f\n' | LC_ALL=C sort
grep -c RVB.tif "$hot"/dalles/2025/index.html || true
sed -i "s/\"verified_at\": \"$(date -u +%Y)[^\"]*/\"verified_at\": \"2026-03-14T02:07:09Z/" catalog/essai/dalles/2025/*/05780-63740-r2.json
pcrs-publish site >/dev/null
find "$hot" -name '*05780*.tif' -printf '%f\n'
