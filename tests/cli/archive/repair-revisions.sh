# SPDX-License-Identifier: Apache-2.0
# Copies of earlier revisions and of other millésimes are inventoried and repaired as well.
. "$CASES/chantier.bash"
chantier
record 05780-63740 578000 6374000 2
pcrs-archive put -q >/dev/null
rm -r work/lossless
sed -i 's/^millesime = 2025/millesime = 2026/' chantier.toml
rm "nas/$one"
pcrs-archive inventory >/dev/null || echo "exit $?"
grep -c '"damaged_at"' "$entry"
pcrs-archive repair
pcrs-archive inventory | wc -l
