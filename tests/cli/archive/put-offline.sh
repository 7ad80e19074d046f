# SPDX-License-Identifier: Apache-2.0
# A place that is not mounted: the other one is filled, exit 4; once it is back the missing copies are made, from the
# place that has them when work was emptied meanwhile.
. "$CASES/chantier.bash"
chantier
rmdir nas
code=0
pcrs-archive put || code=$?
[ "$code" = 4 ]
[ ! -e nas ]
rm -r work/lossless
mkdir nas
pcrs-archive put -q
