# SPDX-License-Identifier: Apache-2.0
# What pcrs-checksum scrub read in a place that is a folder counts as reading; rot that it found marks the copy.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
pcrs-archive backup -q >/dev/null
sed -i 's/"verified_at": "2026-1[^"]*"/"verified_at": "2026-02-01T00:00:00Z"/' catalog/small/dalles/2025/*/*.json
printf D | dd of="nas/$two" bs=1 conv=notrunc status=none
pcrs-checksum scrub -q nas/small/SHA256SUMS >/dev/null 2>&1 || echo "scrub: exit $?"
pcrs-archive inventory --place nas --json >out || echo "exit $?"
undated <out | grep -E '"verified_how"' | cut -c1-60
grep -o '"verified_how": "read by pcrs-checksum scrub"' "$entry"
grep -o '"damaged_by": "read"' "${entry/05780/05782}"
echo a repaired copy is newer than that reading
pcrs-archive repair
pcrs-archive inventory --place nas
echo rubbish >nas/small/SHA256SUMS.scrub
pcrs-archive inventory --place nas -q >/dev/null || echo "exit $?"
