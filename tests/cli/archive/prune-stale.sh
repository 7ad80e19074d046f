# SPDX-License-Identifier: Apache-2.0
# The record may be old, a run may have been killed between record and object, the policy may have changed since: what
# the places hold decides, and nothing of a dalle goes while its newest revision is not as it should be.
. "$CASES/chantier.bash"
chantier
record 05780-63740 578000 6374000 2
pcrs-archive put -q >/dev/null
rm -r work/lossless
sed -i 's/^\[lossless\]/[policy]\nkeep_revisions = 1\nkeep_days = 30\n\n&/' chantier.toml
r1=small/lossless/2025/E0570-N6370/2025-05780-63740-LA93-0M20-RVB.tif
r2=${r1%.tif}-r2.tif
# begun PLACE: as a kill leaves it, the copy of revision 1 there is on its way.
begun() {
  /usr/bin/python3 - "$entry" "$1" <<'P'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    record = json.load(file)
product = record["products"][0]
copy = next(one for one in product["copies"] if one["place"] == sys.argv[2])
product["copies"].remove(copy)
product.setdefault("pruned", []).append({**copy, "begun": "2026-11-01T00:00:00Z", "at": "", "why": "superseded"})
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(record, file)
P
}
places_of() { grep -oE '"place": "[a-z]*"|"at": ""' "$entry" | sort | tr '\n' ' '; echo; }
echo the newest is lost on the NAS
mv "nas/$r2" kept
pcrs-archive prune --delete || echo "exit $?"
ls nas/"$r1" intermediate/"$r1"
mv kept "nas/$r2"
echo its record is too old
cp "${entry%1.json}2.json" kept
sed -i 's/"verified_at": "20[^"]*"/"verified_at": "2020-01-01T00:00:00Z"/' "${entry%1.json}2.json"
pcrs-archive prune --delete -v
mv kept "${entry%1.json}2.json"
echo killed before the object went, and after
begun nas
begun intermediate
rm intermediate/"$r1"
pcrs-archive status 05780-63740 2>/dev/null | grep -c 'is being pruned since 2026-11-01'
pcrs-archive put
echo the policy keeps it now
sed -i 's/^keep_revisions.*/keep_revisions = 2/' chantier.toml
pcrs-archive prune --delete
places_of
ls nas/"$r1"
echo and lets it go again
sed -i 's/^keep_revisions.*/keep_revisions = 1/' chantier.toml
begun nas
pcrs-archive prune --delete -q
places_of
find nas intermediate -name "${r1##*/}"
echo something that nobody knows
echo else >nas/small/lossless/2025/E0570-N6370/other.tif
pcrs-archive prune --delete -v
ls nas/small/lossless/2025/E0570-N6370/other.tif
