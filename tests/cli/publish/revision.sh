# A correction: the former revision stays shown until the new COG is there, then leaves listing, index and STAC; its
# file stays until --prune.
. "$CASES/chantier.bash"
shown() { grep -rhoE '2025-05780-63740-LA93-0M20-RVB(-r2)?\.tif' "$hot" --include='*.html' --include='*.geojson' --include='*.json' | sort -u; }
dalle 05780-63740 1 first
pcrs-publish site >/dev/null
record 05780-63740 2 ""
pcrs-publish site 2>/dev/null
shown
dalle 05780-63740 2 second
pcrs-publish site | sed "s|$PWD/||"
shown
(cd "$hot/dalles/2025" && ls ./*.tif)
pcrs-publish site --prune
(cd "$hot/dalles/2025" && ls ./*.tif)
grep -c '"place": "hot"' catalog/essai/dalles/2025/*/05780-63740-r1.json || true
