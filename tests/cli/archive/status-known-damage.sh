# SPDX-License-Identifier: Apache-2.0
# What a reading found is told by every later status, which only looks.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
sed -i 's/dalle/DALLE/' "nas/$one"
pcrs-archive inventory --full >/dev/null 2>&1 || echo $?
pcrs-archive status 2>&1 | undated | grep -v '^pcrs-archive: warning.*policy' || true
pcrs-archive status --json 2>/dev/null | grep -o '"place":"nas","state":"[a-z]*"' || true
