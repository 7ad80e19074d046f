# A work folder on another file system: copied and read back; the published file has the record's date.
. "$CASES/chantier.bash"
other=$(mktemp -d /dev/shm/pcrs-publish.XXXXXX)
trap 'rm -rf "$other"' EXIT
[ "$(stat -c %d "$other")" != "$(stat -c %d hot)" ] || { echo "/dev/shm is on the same file system here"; exit 1; }
rmdir work
ln -s "$other" work
dalle 05780-63740
dalle 05782-63740
pcrs-publish site | sed "s|$PWD/||"
find "$hot" -name '*.tif' -printf '%n %m %TY-%Tm-%Td\n'
grep -ohE "\"how\":\"copy: [a-z]*" catalog/essai/journal/*/*.jsonl
pcrs-publish site
