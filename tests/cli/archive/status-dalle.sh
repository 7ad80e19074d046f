# SPDX-License-Identifier: Apache-2.0
# One dalle: every revision from its copies back to the delivery's files, with digests and decisions. A source that its
# delivery does not list is told.
. "$CASES/chantier.bash"
chantier
record 05780-63740 578000 6374000 2 bloc-2
deliver bloc-2 2
echo '{"path":"05780-63740.tif","verdict":"accepted","who":"marie","when":"2026-03-13T09:00:00Z","why":"white roof"}' \
  >catalog/small/deliveries/bloc-2/decisions.jsonl
pcrs-archive put -q >/dev/null
pcrs-archive status dalles/2025-05780-63740-LA93-0M20-RVB-r2.tif
pcrs-archive --json status 05780-63740 | grep -c '"location":"/disks/bloc-2/05780-63740.tif","received_at":"2026-03-13T08:00:00Z","verdict":"accepted","decisions":\[{"verdict":"accepted","who":"marie"'
echo other >>bloc-1/05780-63740.tif
deliver bloc-1 1
pcrs-archive status 05780-63740 >/dev/null
