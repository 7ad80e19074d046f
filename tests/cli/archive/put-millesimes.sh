# SPDX-License-Identifier: Apache-2.0
# Without a dalle every millésime is copied: what was tiled before the chantier's year changed lacks no copy for that.
. "$CASES/chantier.bash"
chantier
sed -i 's/^millesime = 2025/millesime = 2028/' chantier.toml
pcrs-archive put --millesime 2028
code=0
pcrs-archive put --place nas 05780-63740 2>&1 || code=$?
echo "exit $code"
pcrs-archive put
pcrs-archive put
