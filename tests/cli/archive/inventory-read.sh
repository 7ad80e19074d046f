# SPDX-License-Identifier: Apache-2.0
# --full reads and finds rot, which stays marked until a copy is repaired; --sample reads what was read longest ago;
# what is to be read is told first, with -n it is told and nothing is read.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
printf D | dd of="nas/$two" bs=1 conv=notrunc status=none
second=${entry/05780/05782}
echo dry
pcrs-archive inventory --full -n --json | grep '"plan"'
pcrs-archive inventory --full -n -v >/dev/null
echo full
pcrs-archive inventory --full --json >out || echo "exit $?"
undated <out | grep -E '"plan"|finding' | cut -c1-150
grep -c '"verified_how": "read"' "$entry"
grep -o '"damaged_by": "read"' "$second"
echo marked
pcrs-archive inventory || echo "exit $?"
echo repaired
pcrs-archive repair
pcrs-archive inventory --full -q
echo sample
sed -i 's/"verified_at": "2026-1[^"]*"/"verified_at": "2026-02-01T00:00:00Z"/' "$second"
pcrs-archive inventory --sample 1% --json | undated | grep -E '"plan"|"verified_how"' | cut -c1-190
pcrs-archive inventory --sample 50% --json | undated | grep -c '"verified_how"'
for share in 2 0% 101% x%; do pcrs-archive inventory --sample $share 2>&1 || echo "exit $?"; done
pcrs-archive inventory --sample 2% --full 2>/dev/null || echo "exit $?"
