# Only the millésimes that the chantier calls hot are shown; the files of others go with --prune, and no stranger is told.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
mkdir -p catalog/essai/dalles/2022/E0570-N6370 work/cog/2022
sed 's/2025/2022/g' catalog/essai/dalles/2025/*/05782-63740-r1.json >catalog/essai/dalles/2022/E0570-N6370/05782-63740-r1.json
rm catalog/essai/dalles/2025/*/05782-63740-r1.json
mv work/cog/2025/2025-05782-63740-LA93-0M20-RVB.tif work/cog/2022/2022-05782-63740-LA93-0M20-RVB.tif
pcrs-publish site
sed -i '/^\[publish\]/i [hot]\nmillesimes = [2025]' chantier.toml
pcrs-publish site -v 2>told
! grep unknown told
(cd "$hot/dalles" && find . -type f | LC_ALL=C sort)
pcrs-publish site --prune
(cd "$hot/dalles" && find . -type f | LC_ALL=C sort)
sed -i 's/\[2025\]/[2022, 2025]/' chantier.toml
pcrs-publish site
