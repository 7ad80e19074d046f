# SPDX-License-Identifier: Apache-2.0
# A copy that was damaged in its place is told, never silently replaced; --overwrite replaces it from a sound one.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
echo short >"nas/$one"
code=0
pcrs-archive put 05780-63740 || code=$?
[ "$code" = 3 ]
pcrs-archive put --overwrite 05780-63740 --place nas
cmp "nas/$one" "intermediate/$one"
