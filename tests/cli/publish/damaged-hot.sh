# A published file that changed is put back from the work folder, and told.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
rm "$hot"/dalles/2025/*.tif
printf 'rotten' >"$hot/dalles/2025/2025-05780-63740-LA93-0M20-RVB.tif"
pcrs-publish site | sed "s|$PWD/||"
cat "$hot"/dalles/2025/*.tif
