# SPDX-License-Identifier: Apache-2.0
# Looking at sizes finds no flipped byte; --verify reads everything and does.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
echo "dalle 05780-63740 X" >"nas/$one"
pcrs-archive status 05780-63740 05782-63740 2>/dev/null | grep -c damaged || true
pcrs-archive status --verify 2>/dev/null | grep damaged
