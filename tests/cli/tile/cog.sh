# SPDX-License-Identifier: Apache-2.0
# A one-off straight to COGs: the bytes that pcrs-compress makes of the lossless dalle; another quality makes it again.
. "$CASES/chantier.bash"
source_of one.tif 578000 6374000 100 200 10
source_of two.tif 578100 6374000 100 200 240
pcrs-tile -o lossless one.tif two.tif >list
pcrs-tile -o cogs --cog 88 one.tif two.tif
pcrs-compress -o other/ --quality 88 "lossless/$a" >list
cmp "cogs/$a" "other/$a"
pcrs-tile --json -o cogs --cog 88 one.tif two.tif | grep -c '"status":"kept"'
pcrs-tile --json -o cogs --cog 70 one.tif two.tif | grep -o '"status":"made"\|"quality":70.0'
for call in "--cog 88" "-o cogs --cog 0" "-o cogs --with-cog one.tif"; do
  code=0
  # shellcheck disable=SC2086  # words
  pcrs-tile $call 2>&1 || code=$?
  echo "exit $code"
done
