# SPDX-License-Identifier: Apache-2.0
# A copy that rotted without changing its size is found before the last sound file goes: --release keeps the work file.
. "$CASES/chantier.bash"
chantier
pcrs-archive put -q >/dev/null
for place in nas intermediate; do sed -i 's/dalle/DALLE/' "$place/$one"; done
code=0
pcrs-archive put --release || code=$?
ls work/lossless/2025
exit "$code"
