# SPDX-License-Identifier: Apache-2.0
# A damaged source is named and not copied, the other dalles go through, and a sound copy elsewhere serves instead.
. "$CASES/chantier.bash"
chantier
pcrs-archive put --place nas 05782-63740
echo "dalle 05780-63740 X" >work/lossless/2025/2025-05780-63740-LA93-0M20-RVB.tif
echo short >work/lossless/2025/2025-05782-63740-LA93-0M20-RVB.tif
code=0
pcrs-archive put -j1 2>err || code=$?
[ "$code" = 3 ]
sed -E 's/[0-9a-f]{64}/DIGEST/' err
[ ! -e "nas/$one" ] && [ ! -e "intermediate/$one" ] && cmp "intermediate/$two" "nas/$two"
