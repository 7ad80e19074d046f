# A second run on an unchanged catalog says nothing, writes nothing and opens no dalle.
. "$CASES/chantier.bash"
dalle 05780-63740
pcrs-publish site >/dev/null
site >before
records=$(cat catalog/essai/dalles/2025/*/*.json | sha256sum)
chmod 000 "$hot"/dalles/2025/*.tif # root reads it all the same, so look at the access time too
touch -a -d 2020-01-01 "$hot"/dalles/2025/*.tif
pcrs-publish site
stat -c %X "$hot"/dalles/2025/*.tif
chmod 644 "$hot"/dalles/2025/*.tif
site | diff before -
[ "$records" = "$(cat catalog/essai/dalles/2025/*/*.json | sha256sum)" ]
