# SPDX-License-Identifier: Apache-2.0
# Superseded revisions may go once the policy lets them: a plan by default, then by name; the record, status, get and
# put say that they were pruned, and nobody takes them for lost.
. "$CASES/chantier.bash"
chantier
record 05780-63740 578000 6374000 2
record 05780-63740 578000 6374000 3
pcrs-archive put -q >/dev/null
rm -r work/lossless
hundred=$(date -u -d '100 days ago' +%FT%TZ)
r1=small/lossless/2025/E0570-N6370/2025-05780-63740-LA93-0M20-RVB.tif
echo fresh
pcrs-archive prune
echo too few revisions
sed -i 's/^\[lossless\]/[policy]\nkeep_days = 90\nkeep_revisions = 3\n\n&/' chantier.toml
pcrs-archive prune
echo plan
sed -i 's/^keep_revisions.*/keep_revisions = 1/' chantier.toml
sed -i 's/"made_at": "2026-03[^"]*"/"made_at": "'"$hundred"'"/' "${entry%1.json}3.json"
pcrs-archive prune | sed "s/$hundred/A HUNDRED DAYS AGO/"
pcrs-archive prune -v --older-than 200 2>&1 >/dev/null | grep 'stays until' | sed 's/until .*/until DATE/'
echo a part of the plan
pcrs-archive prune --older-than 200 2>&1
pcrs-archive prune --older-than 200 --place nas --json | grep -v '"header"'
pcrs-archive prune --older-than 30 || echo "exit $?"
find nas intermediate -name '*.tif' | wc -l
echo a dry run of it
pcrs-archive prune --delete -n -q | wc -l
find nas intermediate -name '*.tif' | wc -l
echo for good
pcrs-archive prune --delete --older-than 200 --place nas -q
find nas intermediate -path "*/$r1"
grep -c '"pruned"' "$entry"
grep -h '"action":"prune"' catalog/small/journal/*/*.jsonl | grep -o '"result":"[a-z]*"'
pcrs-archive prune --delete -q | wc -l
find nas intermediate -name '*05780*' | sort
grep -o '[^ ]*05780[^ ]*' nas/small/SHA256SUMS
echo afterwards
pcrs-archive prune --delete
pcrs-archive put
pcrs-archive status 05780-63740 2>/dev/null | grep -E 'revision|pruned' | cut -d, -f1 | undated
pcrs-archive inventory -v 2>&1 >/dev/null | cut -d, -f1 | undated | sort
pcrs-archive repair
pcrs-archive get --revision 1 05780-63740 2>&1 | undated
pcrs-archive get --revision 3 05780-63740
pcrs-archive journal
