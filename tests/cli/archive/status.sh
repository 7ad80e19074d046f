# SPDX-License-Identifier: Apache-2.0
# One line a product: where its copies are and what is missing; exit 3 when something is.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
rm "nas/$one"
echo short >"intermediate/$two"
rmdir hot
pcrs-archive status || echo "exit $?"
pcrs-archive status --json 05780-63740 05782-63740 | undated | tail -n1
