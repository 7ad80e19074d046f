# SPDX-License-Identifier: Apache-2.0
# The chantier's policy: silent on what was just put; each rule that is broken is one line a place, whatever the number
# of dalles, with the oldest and what to do; the table names the rules beside the dalle.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
second=${entry/05780/05782}
told() { { pcrs-archive status "$@" || echo "exit $?"; } 2>&1 | grep -v product.missing | undated; }
echo fresh
told
echo inventory too old
sed -i 's/"verified_at": "20[^"]*"/"verified_at": "2026-11-01T00:00:00Z"/' "$entry"
sed -i 's/"verified_at": "20[^"]*"/"verified_at": "2026-10-01T00:00:00Z"/' "$second"
sed -i 's/^\[lossless\]/[policy]\ninventory_days = 1\nread_days = 36500\n\n&/' chantier.toml
told
pcrs-archive inventory -q >/dev/null
told
echo read too old
sed -i 's/^read_days.*/read_days = 1/' chantier.toml
told
pcrs-archive inventory -q --full --place nas >/dev/null
told --json | sed -n 's/.*"policy":\[\(.*\)\]}$/\1/p'
echo another allowance
sed -i 's/^read_days.*/read_days = 36500/' chantier.toml
rm "nas/$one"
told
sed -i 's/^\[policy\]/&\ncopies = 1/' chantier.toml
told
