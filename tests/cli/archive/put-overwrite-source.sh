# SPDX-License-Identifier: Apache-2.0
# A damaged copy is replaced from the copy that is sound, when the work file has rotted too; a dry run says the same.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
sed -i 's/dalle/DALLE/' "nas/$one" work/lossless/2025/2025-05780-63740-LA93-0M20-RVB.tif
pcrs-archive put -n --overwrite 05780-63740 --place nas || echo "exit $?"
! cmp -s "nas/$one" "intermediate/$one"
pcrs-archive put --overwrite 05780-63740 --place nas || echo "exit $?"
cmp "nas/$one" "intermediate/$one"
