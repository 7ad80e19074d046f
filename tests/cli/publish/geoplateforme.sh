# A delivery to the Géoplateforme: refused without the owner's agreement; then links, digests, the descriptor last; an
# update holds what is new; a damaged dalle or a stranger leaves no descriptor.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
cat >>chantier.toml <<'T'
[geoplateforme]
datasheet = "PCRS_chantier_D046"
description = "Lot, 2025"
T
pcrs-publish geoplateforme -o gpf || echo "exit $?"
cat >>chantier.toml <<'T'
[geoplateforme.agreement]
owner = "Syndicat du Lot"
date = 2026-01-12
reference = "délibération 2026-04"
T
pcrs-publish geoplateforme -o "$hot/gpf" || echo "exit $?"
pcrs-publish geoplateforme -n -o gpf
[ ! -e gpf ] || echo "a dry run wrote"
pcrs-publish geoplateforme -o gpf
cat gpf/PCRS_descriptor.jsonc
(cd gpf && md5sum --quiet -c PCRS_chantier_D046.md5 && sha256sum --quiet -c SHA256SUMS)
[ "$(stat -c %i gpf/PCRS_chantier_D046/*.tif)" = "$(stat -c %i "$hot"/dalles/2025/*.tif)" ] || echo "no link"
pcrs-publish geoplateforme -o gpf --json | grep -o '"skipped":1\|"bytes_read":0' # nothing is read again
grep -h '"hand-over"' -r catalog/essai/journal | grep -o 'délibération 2026-04'
dalle 05782-63740
pcrs-publish site >/dev/null
pcrs-publish geoplateforme -o maj --update 2
grep -o '"version": "2"\|PCRS_chantier_D046_v2"' maj/PCRS_descriptor.jsonc
ls maj/PCRS_chantier_D046_v2
touch gpf/PCRS_chantier_D046/Thumbs.db
rm gpf/PCRS_descriptor.jsonc
pcrs-publish geoplateforme -o gpf || echo "exit $?"
[ ! -e gpf/PCRS_descriptor.jsonc ] || echo "a descriptor beside a stranger"
rm gpf/PCRS_chantier_D046/Thumbs.db
printf 'pixelX of 05782-63740' >tampered
date=$(stat -c %y "$hot"/dalles/2025/2025-05782-*.tif)
rm "$hot"/dalles/2025/2025-05782-*.tif
cp tampered "$hot"/dalles/2025/2025-05782-63740-LA93-0M20-RVB.tif
touch -d "$date" "$hot"/dalles/2025/2025-05782-63740-LA93-0M20-RVB.tif
pcrs-publish geoplateforme -o other || echo "exit $?"
[ ! -e other/PCRS_descriptor.jsonc ] || echo "a descriptor beside a damaged dalle"
