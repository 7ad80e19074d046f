# A folder that holds no portal, a portal of another version, communes without names: told before anything is written.
. "$CASES/chantier.bash"
dalle 05780-63740
! pcrs-publish site --portal work || exit 9
! pcrs-publish site --portal built --no-portal || exit 9
printf 'communes = "territoire.geojson"\ncommunes_field = "name"\n' >>chantier.toml
! pcrs-publish site || exit 9
sed -i 's/^communes.*//; s/^services.*//' chantier.toml
echo 'services = ["tms"]' >>chantier.toml
! pcrs-publish site || exit 9
[ ! -e "$hot" ]
