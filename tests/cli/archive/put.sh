# SPDX-License-Identifier: Apache-2.0
# Copies land in both places, byte for byte and with their dates; a second run reads and says nothing.
. "$CASES/chantier.bash"
chantier
pcrs-archive put
cmp work/lossless/2025/2025-05780-63740-LA93-0M20-RVB.tif "nas/$one"
stat -c '%y %a' "intermediate/$one" | cut -d. -f1
before=$(find . -type f ! -name lock -printf '%p %i %T@\n' | sort)
pcrs-archive put
[ "$before" = "$(find . -type f ! -name lock -printf '%p %i %T@\n' | sort)" ] && echo unchanged
grep -c verified_how "$entry"
grep -c '"action":"put"' catalog/small/journal/*/*.jsonl
