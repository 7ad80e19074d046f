# SPDX-License-Identifier: Apache-2.0
# Lost and damaged copies are made again from a sound one, which is not touched; -n says which; what has no sound copy
# left is told.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
rm -r work/lossless "intermediate/$one"
echo short >"intermediate/$two"
good=$(stat -c '%i %Y' "nas/$one" "nas/$two")
echo plan
pcrs-archive repair -n
[ ! -e "intermediate/$one" ]
echo repaired
pcrs-archive repair
cmp "intermediate/$one" "nas/$one"
cmp "intermediate/$two" "nas/$two"
[ "$(stat -c '%i %Y' "nas/$one" "nas/$two")" = "$good" ]
grep -h '"action":"repair"' catalog/small/journal/*/*.jsonl | grep -c '"place":"intermediate"'
pcrs-archive repair
echo none left
rm "intermediate/$two"
printf D | dd of="nas/$two" bs=1 conv=notrunc status=none
pcrs-archive repair || echo "exit $?"
mv nas away
pcrs-archive repair || echo "exit $?"
