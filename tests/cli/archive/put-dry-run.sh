# SPDX-License-Identifier: Apache-2.0
# A dry run says what a run would say, damaged source and all, and writes nothing: no copy, no record, no lock.
. "$CASES/chantier.bash"
chantier
echo "dalle 05780-63740 X" >work/lossless/2025/2025-05780-63740-LA93-0M20-RVB.tif
before=$(find . | sort)
code=0
pcrs-archive put --dry-run -j1 || code=$?
[ "$before" = "$(find . | sort)" ] && echo untouched
exit "$code"
