# SPDX-License-Identifier: Apache-2.0
# No sign of life yet is no fault; one of over two days is.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
pcrs-archive -v status 05780-63740 >/dev/null
pcrs-archive heartbeat
pcrs-archive status 05780-63740 >/dev/null
echo 2026-03-14T02:07:09Z >catalog/small/heartbeat
pcrs-archive status 05780-63740 >/dev/null
