# --move: the work folder keeps nothing, and its record says so.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site --move | sed "s|$PWD/||"
find work -name '*.tif'
grep -oE '"place": "[a-z]*"' catalog/essai/dalles/2025/*/*.json
pcrs-publish site --move
