# Two dalles: their paths are the result; listing, index, STAC, the portal's settings and entry page are there, readable, without any place.
. "$CASES/chantier.bash"
dalle 05780-63740
dalle 05782-63740
pcrs-publish site --no-portal | sed "s|$PWD/||"
find "$hot" -type f | LC_ALL=C sort
find "$hot" -type f ! -perm 0644 -printf 'not readable: %p\n'
find "$hot" -type d ! -perm 0755 -printf 'not open: %p\n'
find "$hot" -name '*.tif' -printf '%n links %TY-%Tm-%Td\n'
! grep -rlE "$PWD|$(hostname)|disque_a|bloc-1|catalog/|work/" "$hot" --include='*.json' --include='*.html' --include='*.geojson' --include='*.gpkg'
