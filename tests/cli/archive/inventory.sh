# SPDX-License-Identifier: Apache-2.0
# Presence and size of every copy against its record, nothing read: loss and replacement are marked in the record, and
# the mark goes when what was lost is back. Rot is not seen.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
pcrs-archive inventory
grep -c '"inventoried_at"' "$entry"
grep -q '"damaged_at"' "$entry" && exit 1
mv "nas/$one" kept
echo short >"intermediate/$two"
printf D | dd of="nas/$two" bs=1 conv=notrunc status=none
echo after the faults
pcrs-archive inventory || echo "exit $?"
grep -E '"damaged_(how|by)"' "$entry" "${entry/05780/05782}" | sed 's/.*json: *//'
pcrs-archive inventory --json --place nas 05780-63740 | undated | tail -n 3 || true
echo after the return
mv kept "nas/$one"
pcrs-archive inventory 05780-63740
grep -q '"damaged_at"' "$entry" && exit 1
pcrs-archive inventory --place hot || echo "exit $?"
