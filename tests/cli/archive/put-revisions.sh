# SPDX-License-Identifier: Apache-2.0
# Earlier revisions that have no copy yet are copied too; a superseded one that is lost stops nobody.
. "$CASES/chantier.bash"
chantier
record 05780-63740 578000 6374000 2
pcrs-archive put --place nas 05780-63740
record 05782-63740 578200 6374000 2
rm work/lossless/2025/2025-05782-63740-LA93-0M20-RVB.tif
pcrs-archive put --place nas 2025-05782-63740-LA93-0M20-RVB.tif
